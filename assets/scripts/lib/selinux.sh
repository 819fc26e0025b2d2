# shellcheck shell=sh
# One SELinux boolean, where SELinux is.

selinux_on() {
  command -v getenforce >/dev/null && command -v setsebool >/dev/null && [ "$(getenforce)" != Disabled ]
}

# selinux_boolean NAME: 'on' or 'off'; nothing when the policy has no such boolean.
selinux_boolean() { getsebool "$1" 2>/dev/null | sed -n "s/^$1 --> //p"; }

# selinux_allow NAME: the boolean is on, now and after a boot. Takes up to half a minute, so only when it is off.
selinux_allow() {
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

# selinux_restore NAME
selinux_restore() {
  if remembers "selinux.$1" && selinux_on; then
    timeout 120 setsebool -P "$1=0" || true
    [ "$(selinux_boolean "$1")" != on ] || fail "SELinux keeps $1 on" "run 'setsebool -P $1=0' as root"
  fi
  forget "selinux.$1"
}
