# shellcheck shell=dash
# Folders that a step makes, and removes again.

# add_folder FOLDER: makes it if it is missing, and notes that in the journal.
add_folder() {
  if [ -d "$1" ]; then return 0; fi
  record "made$(printf '%s' "$1" | tr '/' '%')" "$1"
  make_folders "$1"
}

# undo_folders: removes those that were made and are empty again. They are sorted backwards, so that a folder precedes the one that it is in.
undo_folders() {
  local made
  for made in $(recall_names made% | LC_ALL=C sort -r); do
    rmdir --ignore-fail-on-non-empty "$(recall "made%$made")" 2>/dev/null || true
    forget "made%$made"
  done
}
