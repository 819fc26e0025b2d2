# shellcheck shell=dash
# The common beginning of the scripts in this folder: it makes the folder of their notes, $notes.
umask 077
# shellcheck source=assets/scripts/lib/need.sh
. "$TOOLKIT/lib/need.sh"
need notes place
notes=$HAPROXY_NOTES
[ -d "$notes" ] || mkdir "$notes"

fail() {
  printf '%s. What to do: %s.\n' "$1" "$2" >&2
  exit 1
}

# socket_at WHERE: prints the path of the socket. The drop-in of an earlier version passes its folder instead.
socket_at() { if [ -d "$1" ]; then printf '%s/admin.sock' "$1"; else printf '%s' "$1"; fi; }

# notes_moved_in RUNDIR: moves the notes of an earlier version from beside the sockets. That version's watch ends once its note is gone.
notes_moved_in() {
  local moved
  for moved in "$1"/worker.*.up "$1/former"; do
    if ! stands "$moved"; then continue; fi
    [ -e "$notes/${moved##*/}" ] || copy_in "$moved" "$notes/${moved##*/}" || true
    remove "$moved"
  done
  remove "$1/watch" "$1/reload.lock"
}

stands() { [ -e "$1" ] || [ -L "$1" ]; }
