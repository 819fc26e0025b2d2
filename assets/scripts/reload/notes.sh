# shellcheck shell=sh
# What the scripts here begin with.
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

# socket_at WHERE: the drop-in of an earlier version says the folder.
socket_at() { if [ -d "$1" ]; then printf '%s/admin.sock' "$1"; else printf '%s' "$1"; fi; }

# notes_moved_in RUNDIR: an earlier version had them beside the sockets. Its watch ends when its own note is gone.
notes_moved_in() {
  for moved in "$1"/worker.*.up "$1/former"; do
    if ! stands "$moved"; then continue; fi
    [ -e "$notes/${moved##*/}" ] || copy_in "$moved" "$notes/${moved##*/}" || true
    remove "$moved"
  done
  remove "$1/watch" "$1/reload.lock"
}

stands() { [ -e "$1" ] || [ -L "$1" ]; }
