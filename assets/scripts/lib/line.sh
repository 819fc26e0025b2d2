# shellcheck shell=dash disable=SC2034 # $line_found is for the step
# Changes one line of a file that does not belong to n2acd-ha.

# find_line FILE ERE WANTED OURS: sets $line_found to the number of the one line to change, which matches ERE or is OURS, the line that
# n2acd-ha wrote earlier. Otherwise sets it to 'wanted' when that line is WANTED already, or to 'none' or 'several'. An empty ERE or OURS
# matches no line.
find_line() {
  local ready
  line_candidates=$(
    if [ -n "$2" ]; then text_of "$1" | grep -nE -e "$2" || true; fi
    if [ -n "$4" ]; then text_of "$1" | grep -nxF -e "$4" || true; fi
  )
  ready=$(text_of "$1" | grep -nxF -e "$3" || true)
  line_candidates=$(printf '%s\n%s\n' "$line_candidates" "$ready" | sed '/^$/d' | sort -n -u)
  case "$(printf '%s' "$line_candidates" | grep -c '')" in
    0) line_found=none ;;
    1)
      if [ -n "$ready" ]; then line_found=wanted; else line_found=${line_candidates%%:*}; fi
      ;;
    *) line_found=several ;;
  esac
}

# lines_shown FILE ERE: prints the numbers of the lines that find_line found. Of their text only the words of ERE are shown, which the
# operator wrote: the rest may be a password.
lines_shown() {
  local plain number lines_part
  plain=$(printf '%s' "$2" | sed 's|\\||g')
  printf '%s\n' "$line_candidates" | sed 's/:.*//' | while IFS= read -r number; do
    lines_part=$(line_at "$1" "$number" | grep -oE -e "${2:-^}" | head -n 1 || true)
    case "$plain" in
      *"${lines_part:-$LINE_FEED}"*) printf '%s:%s...\n' "$number" "$lines_part" ;;
      *) printf '%s\n' "$number" ;;
    esac
  done | paste -s -d ';' | sed 's/;/; /g'
}

line_at() { text_of "$1" | sed -n "$2p"; }

# put_line COPY NUMBER LINE FILE: replaces line NUMBER of FILE, of which COPY in root's own folder was made, with LINE. Mode, owner and a
# missing last line feed stay.
put_line() {
  {
    head -n $(($2 - 1)) "$1"
    printf '%s' "$3"
    if [ "$2" -lt "$(grep -c '' "$1")" ] || [ -z "$(tail -c 1 "$1")" ]; then echo; fi
    tail -n "+$(($2 + 1))" "$1"
  } >"$1.new"
  cat "$1.new" >"$1"
  rm -f "$1.new"
  chmod ug-s "$1"
  place "$1" "$4"
}
