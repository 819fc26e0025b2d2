# shellcheck shell=sh disable=SC2034 # file_changed is for the caller
# Files: written beside the live one and moved over it; what was there before is kept in the journal and, as the
# guide does it, as FILE.install.

# require_writable FOLDER...: tried out. Root may write everywhere, except where there is no room, and on a file system that
# is mounted read-only. A step that finds out half-way could not even go back.
require_writable() {
  for try_folder in "$@"; do
    if try_said=$({ head -c 262144 /dev/zero >"$try_folder/.n2acd-ha.try"; } 2>&1); then
      rm -f "$try_folder/.n2acd-ha.try"
      continue
    fi
    rm -f "$try_folder/.n2acd-ha.try" 2>/dev/null || true
    case "$try_said" in
      *'No space'*) fail "$try_folder is full; nothing was changed" "make room there, and run up again" ;;
      *)
        fail "$try_folder cannot be written; nothing was changed" \
          "mount it writable (a disk error may have made it read-only), and run up again"
        ;;
    esac
  done
}

# Beside the file, so that the move is one; hidden, so that nobody reads it from a folder of parts.
new_name() { printf '%s/.%s.n2acd-ha' "${1%/*}" "${1##*/}"; }

# saved_name FILE: 'file', and its path with '%' for each '/'. Without another process, for it is asked for all the time.
saved_name() {
  saved_name=file saved_rest=$1
  while [ "$saved_rest" != "${saved_rest#*/}" ]; do
    saved_name=$saved_name${saved_rest%%/*}% saved_rest=${saved_rest#*/}
  done
  printf '%s' "$saved_name$saved_rest"
}

# save_file FILE: keeps the file as the first apply finds it, or that there was none.
save_file() {
  save_as=$(saved_name "$1")
  if remembers "$save_as" || remembers "$save_as.none"; then return 0; fi
  if [ ! -e "$1" ]; then
    remember "$save_as.none" "$1"
    return 0
  fi
  mkdir -p "$STATE/$STEP"
  cp -a "$1" "$STATE/$STEP/.$save_as.new"
  if [ ! -e "$1.install" ]; then
    remember "$save_as.install" "$1.install"
    cp -a "$1" "$(new_name "$1")"
    mv -f "$(new_name "$1")" "$1.install"
  fi
  mv -f "$STATE/$STEP/.$save_as.new" "$STATE/$STEP/$save_as"
}

# put_file FILE MODE [OWNER:GROUP] < content: saves the old one, swaps the new one in, and says in $file_changed
# whether that made a difference. (Not by its status: 'if put_file' would switch off 'set -e' inside it.)
#
# A run may be cut between the swap and the reload that it calls for. So the swap is also noted in the journal:
# 'if unsettled FILE; then reload...; settled FILE; fi' is right in the run that follows, too.
put_file() {
  file_changed=no
  save_file "$1"
  put_new=$(new_name "$1")
  cat >"$put_new" || {
    rm -f "$put_new"
    return 1
  }
  chmod "$2" "$put_new"
  [ -z "${3-}" ] || chown "$3" "$put_new"
  if same_file "$put_new" "$1"; then
    rm -f "$put_new"
    return 0
  fi
  record "$(saved_name "$1").unsettled" "$1"
  swap_in "$put_new" "$1"
  file_changed=yes
}

unsettled() { remembers "$(saved_name "$1").unsettled"; }

settled() { forget "$(saved_name "$1").unsettled"; }

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
  restore_new=$(new_name "$1")
  if remembers "$restore_from"; then
    cp -a "$STATE/$STEP/$restore_from" "$restore_new"
    swap_in "$restore_new" "$1"
  elif remembers "$restore_from.none"; then
    rm -f "$1" "$restore_new"
  fi
  drop_backup "$1"
}

# drop_backup FILE: forgets the file, and its .install where we made it; the file itself stays as it is.
drop_backup() {
  drop_as=$(saved_name "$1")
  drop_new=$(new_name "$1")
  if [ -e "$drop_new" ]; then rm -f "$drop_new"; fi
  if remembers "$drop_as.install"; then rm -f "$1.install"; fi
  forget "$drop_as" "$drop_as.none" "$drop_as.install" "$drop_as.unsettled"
}
