# shellcheck shell=dash
# What is shown of files that n2acd-ha did not write: see files/shown.awk.

# shown_file FILE [OWN]: prints each line of FILE as far as it may be shown. OWN is a file of n2acd-ha, whose lines and words may be shown.
shown_file() {
  awk -v own="${2-}" -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/shown-file.awk" "$1"
}

# shown_words ["OWN ..."]: filters a program's messages about such a file: their quotes are shown as far as that is allowed.
shown_words() {
  awk -v own="${1-}" -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/shown-words.awk"
}

# shown_diff BEFORE AFTER FOLDER [OWN]: prints a unified diff without its heading. FOLDER is for temporary files.
shown_diff() {
  shown_file "$1" "${4-}" >"$3/shown.before"
  shown_file "$2" "${4-}" >"$3/shown.after"
  { diff -a -U 1 "$1" "$2" || true; } | tail -n +3 |
    awk -v before="$3/shown.before" -v after="$3/shown.after" -f "$TOOLKIT/files/shown-diff.awk"
}
