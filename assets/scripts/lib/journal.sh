# shellcheck shell=dash
# The journal: the state of the host before n2acd-ha changed it, in a folder per step under $STATE. With it, undo is exact even when
# the stack's state is lost or an apply was interrupted.

# remember KEY VALUE: the first value stays; later calls change nothing.
remember() { remembers "$1" || record "$1" "$2"; }

# record KEY VALUE: replaces the previous value atomically. The new one is on disk before the host is changed.
record() {
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  printf '%s\n' "$2" >"$STATE/$STEP/.$1.new"
  keep "$STATE/$STEP/.$1.new" "$STATE/$STEP/$1"
}

# make_journal: creates this step's folder in the journal.
make_journal() { mkdir -p "$STATE/$STEP"; }

# keep NEW FILE, both in the journal: renames NEW to FILE. Its content is on disk before that, and its name before the host is changed.
keep() {
  [ -L "$1" ] || sync "$1"
  mv -fT "$1" "$2"
  sync "${2%/*}"
}

# keep_copy FILE KEY: keeps a copy of FILE in this step's folder of the journal, in place of an earlier one.
keep_copy() {
  cp "$1" "$STATE/$STEP/.copy.new"
  keep "$STATE/$STEP/.copy.new" "$STATE/$STEP/$2"
}

# recall KEY [DEFAULT]
recall() {
  if [ -e "$STATE/$STEP/$1" ]; then cat "$STATE/$STEP/$1"; else printf '%s' "${2-}"; fi
}

# recall_names PREFIX: prints, for each key that begins with PREFIX, the rest of its name, a line each.
recall_names() {
  local recall_key
  for recall_key in "$STATE/$STEP/$1"*; do
    if [ -e "$recall_key" ]; then printf '%s\n' "${recall_key#"$STATE/$STEP/$1"}"; fi
  done
}

remembers() { [ -e "$STATE/$STEP/$1" ] || [ -L "$STATE/$STEP/$1" ]; }

# forget KEY...
forget() {
  local forget_key
  for forget_key in "$@"; do
    if [ -e "$STATE/$STEP/$forget_key" ] || [ -L "$STATE/$STEP/$forget_key" ]; then rm -rf "$STATE/$STEP/${forget_key:?}"; fi
  done
}

# leaves WHAT: counts the applies that keep in place what only the previous configuration needs; an empty WHAT does not count. step.sh prints
# the count. A count that is new makes the program run the step retire, once every node is proven.
leaves() {
  if [ -n "$1" ]; then record left "$(($(recall left 0) + 1))"; fi
}

forget_step() { rm -rf "$STATE/${STEP:?}"; }

# One step at a time on a host: a cut connection leaves its step running, and the next `up` must not overtake it.
take_turn() {
  command -v flock >/dev/null || fail "flock is missing here" "install util-linux"
  exec 9>"$STATE/.lock"
  flock -w "${N2ACD_LOCK_WAIT:-120}" 9 || fail "another step is still running here" \
    "look for it with 'fuser -v $STATE/.lock', let it end or end it, and run up again"
}
