# shellcheck shell=dash disable=SC2034 # file_changed is for the caller
# Replaces files and restores them. What was there before is kept in the journal and, as the guide does it, as FILE.install. How a file is read
# and written is in lib/place.sh.

# require_writable FOLDER...: ends the step when it cannot write a file there. Root may write everywhere, except where there is no room, and on a
# file system that is mounted read-only. A step that found out half-way could not even undo its changes.
require_writable() {
  local folder try_file said
  for folder in "$@"; do
    try_file=$folder/.n2acd-ha.try
    # With noclobber, this fails unless the file is new.
    if said=$({ rm -f "$try_file" && set -C && head -c 262144 /dev/zero >"$try_file"; } 2>&1); then
      rm -f "$try_file"
      continue
    fi
    rm -f "$try_file" 2>/dev/null || true
    case "$said" in
      *'No space'*) fail "$folder is full; nothing was changed" "make room there, and run up again" ;;
      *) not_writable "$folder" ;;
    esac
  done
}

not_writable() {
  fail "$1 cannot be written; nothing was changed" "mount it writable (a disk error may have made it read-only), and run up again"
}

# text_of FILE: prints a scratch file of the step. A check that may write nothing replaces this: see tools/checkHosts/host/memory.sh.
text_of() { cat "$1"; }

# saved_name FILE: prints 'file', and its path with '%' for each '/'. It starts no process, because it is called all the time.
saved_name() {
  local saved_name rest
  saved_name=file rest=$1
  while [ "$rest" != "${rest#*/}" ]; do
    saved_name=$saved_name${rest%%/*}% rest=${rest#*/}
  done
  printf '%s' "$saved_name$rest"
}

# save_file FILE [alone]: keeps the file as the first apply finds it, or notes that there was none: first in the journal, then as FILE.install
# beside it. 'alone' omits the latter, because a program that reads every file of the folder would read that one, too.
save_file() {
  local save_as
  save_as=$(saved_name "$1")
  if remembers "$save_as" || remembers "$save_as.none"; then return 0; fi
  if ! stands "$1"; then
    remember "$save_as.none" "$1"
    return 0
  fi
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  copy_in "$1" "$STATE/$STEP/.$save_as.new" or-link
  if [ "${2-}" != alone ] && ! stands "$1.install"; then
    remember "$save_as.install" "$1.install"
    place "$STATE/$STEP/.$save_as.new" "$1.install"
  fi
  keep "$STATE/$STEP/.$save_as.new" "$STATE/$STEP/$save_as"
}

# stands FILE: succeeds when something has that name, including a link whose target is missing.
stands() { [ -e "$1" ] || [ -L "$1" ]; }

# put_file FILE MODE [OWNER:GROUP] < content: saves the old one, puts the new one in its place, and sets $file_changed to yes or no. (Not
# its status: 'if put_file' would switch off 'set -e' inside it.)
#
# A run may be interrupted between this and the reload that has to follow. So the change is also noted in the journal:
# 'if unsettled FILE; then reload...; settled FILE; fi' is right in the next run, too.
put_file() {
  local put_new
  file_changed=no
  save_file "$1" || return 1
  put_new=$STATE/$STEP/.put
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  rm -f "$put_new"
  cat >"$put_new" || {
    rm -f "$put_new"
    return 1
  }
  chown "${3:-root:root}" "$put_new" && chmod "$2" "$put_new" || return 1
  if same_file "$put_new" "$1"; then
    rm -f "$put_new"
    return 0
  fi
  record "$(saved_name "$1").unsettled" "$1"
  place "$put_new" "$1" || return 1
  rm -f "$put_new"
  file_changed=yes
}

unsettled() { remembers "$(saved_name "$1").unsettled"; }

settled() { forget "$(saved_name "$1").unsettled"; }

# same_file NEW FILE: succeeds when content, mode and owner are the same. NEW is in root's own folder.
same_file() {
  local same_is
  if [ -L "$2" ] || [ ! -f "$2" ]; then return 1; fi
  copy_in "$2" "$1.is" or-link
  same_is=1
  if [ ! -L "$1.is" ] && cmp -s "$1" "$1.is" && [ "$(stat -c '%a %U:%G' "$1")" = "$(stat -c '%a %U:%G' "$1.is")" ]; then same_is=0; fi
  rm -f "$1.is"
  return "$same_is"
}

# undo_file FILE: restores what the first apply found.
undo_file() {
  local restore_from
  restore_from=$(saved_name "$1")
  if remembers "$restore_from"; then
    place "$STATE/$STEP/$restore_from" "$1"
  elif remembers "$restore_from.none"; then
    remove "$1"
  fi
  drop_backup "$1"
}

# drop_backup FILE: removes what was kept of the file, and the .install that n2acd-ha made; the file itself stays as it is.
drop_backup() {
  local drop_as
  drop_as=$(saved_name "$1")
  sweep "$1"
  sweep "$1.install"
  if remembers "$drop_as.install"; then remove "$1.install"; fi
  forget "$drop_as" "$drop_as.none" "$drop_as.install" "$drop_as.unsettled"
}
