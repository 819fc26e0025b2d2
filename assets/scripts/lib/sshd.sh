# shellcheck shell=dash
# How this host's sshd would treat a login, determined beforehand: sshd prints the settings that apply to that user.

# sshd_settings USER: sets $sshd_said to these settings; to nothing where sshd prints none, or is another SSH server.
sshd_settings() {
  sshd_said=$(sshd -T -C "user=$1,host=localhost,addr=127.0.0.1" 2>/dev/null </dev/null || true)
}

# sshd_setting KEY: prints its values, a line each.
sshd_setting() { printf '%s\n' "$sshd_said" | sed -n "s/^$1 //p" | tr ' ' '\n'; }

# sshd_names KEY NAME: succeeds when that setting is a list of patterns, and one of them matches the name.
sshd_names() {
  local pattern named
  named=$(sshd_setting "$1" | while IFS= read -r pattern; do
    # shellcheck disable=SC2254 # a pattern of sshd's is one of the shell's
    case "$2" in ${pattern%%@*}) echo yes ;; esac
  done)
  [ -n "$named" ]
}

# require_key_login USER: ends the step unless a key lets that user in, to the command that belongs to the key. The user's group has the same name.
require_key_login() {
  local sshd_remedy list
  sshd_settings "$1"
  sshd_remedy="change that in the host's sshd_config (a block 'Match User $1' can), reload sshd, and run up again"
  if [ "$(sshd_setting pubkeyauthentication)" = no ]; then
    fail "sshd here lets nobody in by a key (PubkeyAuthentication no), so $1 could not log in" "$sshd_remedy"
  fi
  case "$(sshd_setting forcecommand)" in
    '' | none) ;;
    *) fail "sshd here has a ForceCommand for every login, so a key of $1 would not run the status" "$sshd_remedy" ;;
  esac
  if [ "$(sshd_setting authorizedkeysfile)" = none ]; then
    fail "sshd here reads no files of keys (AuthorizedKeysFile none), so $1 could not log in" "$sshd_remedy"
  fi
  for list in denyusers denygroups; do
    if sshd_names "$list" "$1"; then fail "sshd here keeps $1 out ($list)" "$sshd_remedy"; fi
  done
  for list in allowusers allowgroups; do
    if [ -n "$(sshd_setting "$list")" ] && ! sshd_names "$list" "$1"; then
      fail "sshd here lets in only those that $list names, and $1 is not among them" "add $1 to that list in the host's sshd_config, reload sshd, and run up again"
    fi
  done
}

# keys_file USER HOME: prints the first file in which sshd looks for that user's keys.
keys_file() {
  local file
  sshd_settings "$1"
  file=$(sshd_setting authorizedkeysfile | sed -n 1p | sed -e "s|%h|$2|g" -e "s|%u|$1|g" -e 's|%%|%|g')
  file=${file:-.ssh/authorized_keys}
  case "$file" in
    /*) printf '%s' "$file" ;;
    *) printf '%s' "$2/$file" ;;
  esac
}
