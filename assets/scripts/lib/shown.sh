# shellcheck shell=sh
# What is shown of files that somebody else wrote: see files/shown.awk.

# shown_file FILE [OWN]: each line of it as far as it may be shown; OWN is a file of ours, whose lines and words may be.
shown_file() {
  awk -v own="${2-}" -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/shown-file.awk" "$1"
}

# shown_words ["OWN ..."]: a program's words about such a file, with what it quotes of it as far as that may be shown.
shown_words() {
  awk -v own="${1-}" -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/shown-words.awk"
}

# shown_diff BEFORE AFTER FOLDER [OWN]: a unified diff, without its heading; works in that folder.
shown_diff() {
  shown_file "$1" "${4-}" >"$3/shown.before"
  shown_file "$2" "${4-}" >"$3/shown.after"
  { diff -a -U 1 "$1" "$2" || true; } | tail -n +3 |
    awk -v before="$3/shown.before" -v after="$3/shown.after" -f "$TOOLKIT/files/shown-diff.awk"
}
