# shellcheck shell=sh disable=SC2034 # file_changed is for the caller
# Files: written beside the live one and moved over it; what was there before is kept in the journal and, as the
# guide does it, as FILE.install.

saved_name() { printf 'file%s' "$(printf '%s' "$1" | tr '/' '%')"; }

# save_file FILE: keeps the file as the first apply finds it, or that there was none.
save_file() {
  save_as=$(saved_name "$1")
  if remembers "$save_as" || remembers "$save_as.none"; then return 0; fi
  if [ ! -e "$1" ]; then
    remember "$save_as.none" "$1"
    return 0
  fi
  mkdir -p "$(journal)"
  cp -a "$1" "$(journal)/.$save_as.new"
  if [ ! -e "$1.install" ]; then
    remember "$save_as.install" "$1.install"
    cp -a "$1" "$1.install"
  fi
  mv -f "$(journal)/.$save_as.new" "$(journal)/$save_as"
}

# put_file FILE MODE [OWNER:GROUP] < content: saves the old one, swaps the new one in, and says in $file_changed
# whether that made a difference. (Not by its status: 'if put_file' would switch off 'set -e' inside it.)
put_file() {
  file_changed=no
  save_file "$1"
  put_new=$(dirname "$1")/.$(basename "$1").n2acd-ha
  cat >"$put_new"
  chmod "$2" "$put_new"
  [ -z "${3-}" ] || chown "$3" "$put_new"
  if same_file "$put_new" "$1"; then
    rm -f "$put_new"
    return 0
  fi
  swap_in "$put_new" "$1"
  file_changed=yes
}

# same_file A B: same content, mode and owner.
same_file() {
  cmp -s "$1" "$2" && [ "$(stat -c '%a %U:%G' "$1")" = "$(stat -c '%a %U:%G' "$2")" ]
}

# swap_in NEW FILE: on disk before it is seen, with the SELinux label that belongs there.
swap_in() {
  sync "$1"
  mv -f "$1" "$2"
  if command -v restorecon >/dev/null 2>&1; then restorecon "$2" || true; fi
}

# restore_file FILE: the first apply's find, back in place.
restore_file() {
  restore_from=$(saved_name "$1")
  if remembers "$restore_from"; then
    restore_new=$(dirname "$1")/.$(basename "$1").n2acd-ha
    cp -a "$(journal)/$restore_from" "$restore_new"
    swap_in "$restore_new" "$1"
  elif remembers "$restore_from.none"; then
    rm -f "$1"
  fi
  if remembers "$restore_from.install"; then rm -f "$1.install"; fi
  forget "$restore_from"
  forget "$restore_from.none"
  forget "$restore_from.install"
}
