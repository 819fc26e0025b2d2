# shellcheck shell=dash
# One SELinux boolean, and the ports of web servers, on hosts with SELinux.

selinux_on() {
  command -v getenforce >/dev/null && command -v setsebool >/dev/null && [ "$(getenforce)" != Disabled ]
}

# selinux_boolean NAME: prints 'on' or 'off'; nothing when the policy has no such boolean.
selinux_boolean() { getsebool "$1" 2>/dev/null | sed -n "s/^$1 --> //p"; }

# selinux_allow NAME: switches the boolean on, now and after a reboot. That takes up to half a minute, so it is done only when it is off.
selinux_allow() {
  local selinux_was
  selinux_on || return 0
  selinux_was=$(selinux_boolean "$1")
  case "$selinux_was" in
    on) return 0 ;;
    '')
      say "SELinux has no boolean $1 here; left as it is"
      return 0
      ;;
  esac
  remember "selinux.$1" "$selinux_was"
  timeout 120 setsebool -P "$1=1" || true
  [ "$(selinux_boolean "$1")" = on ] || fail "SELinux keeps $1 off" "run 'setsebool -P $1=1' as root and see what it says"
}

# selinux_denied PROGRAM: prints the end of a sentence, where SELinux denied it something within the last ten minutes.
selinux_denied() {
  local denied_what
  if ! selinux_on || ! command -v ausearch >/dev/null; then return 0; fi
  denied_what=$(timeout 20 ausearch -m avc -ts recent -c "$1" 2>/dev/null |
    sed -n 's/.*denied  *{ \([a-z_ ]*\) }.*/\1/p' | sort -u | paste -s -d , || true)
  [ -z "$denied_what" ] || printf "; SELinux denied it %s, see 'ausearch -m avc -ts recent -c %s'" "$denied_what" "$1"
}

# undo_boolean NAME: switches it off again, if selinux_allow switched it on.
undo_boolean() {
  if remembers "selinux.$1" && selinux_on; then
    timeout 120 setsebool -P "$1=0" || true
    [ "$(selinux_boolean "$1")" != on ] || fail "SELinux keeps $1 on" "run 'setsebool -P $1=0' as root"
  fi
  forget "selinux.$1"
}

# selinux_web_port PORT [KEY]: ends the step when SELinux would not let Apache listen on PORT, the value of the setting KEY. (HAProxy may bind
# any port, because of the boolean.) Without semanage, the ports of the default policy are assumed.
selinux_web_port() {
  local ports web_port
  if ! selinux_on || [ "$(getenforce)" != Enforcing ]; then return 0; fi
  ports=$(timeout 60 semanage port -l 2>/dev/null | sed -n 's/^http_port_t  *tcp  *//p' | tr -d ',')
  ports=${ports:-80 81 443 488 8008 8009 8443 9000}
  for web_port in $ports; do
    if [ "$1" -ge "${web_port%-*}" ] && [ "$1" -le "${web_port#*-}" ]; then return 0; fi
  done
  fail "SELinux does not let Apache have port $1, only $ports" \
    "choose one of these for ${2:-fe.apachePort}, or run 'semanage port -a -t http_port_t -p tcp $1' as root (with -m in place of -a where SELinux \
has that port for something else)"
}
