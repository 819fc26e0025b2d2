# Prints a message of HAProxy or PostgreSQL about a file that n2acd-ha did not write, with only those quotations that may be shown. Needs
# files/shown.awk.
{
  rest = $0
  text = ""
  while (match(rest, /(^|[^A-Za-z0-9])('[^']*'|"[^"]*"|`[^']*')/)) {
    part = substr(rest, RSTART, RLENGTH)
    head = part ~ /^['"`]/ ? 1 : 2
    text = text substr(rest, 1, RSTART - 1) substr(part, 1, head) quoted(substr(part, head + 1, length(part) - head - 1)) \
      substr(part, length(part))
    rest = substr(rest, RSTART + RLENGTH)
  }
  # A quote that does not end.
  if (match(rest, /(^|[^A-Za-z0-9])['"`]/)) rest = substr(rest, 1, RSTART + RLENGTH - 1) "..."
  text = text rest
  gsub(/('\.\.\.'(, | or | and ))+'\.\.\.'/, "'...'", text)
  print text
}

function quoted(words, _many, _word, _i) {
  _many = split(words, _word, /[ \/,:()=<>]+/)
  for (_i = 1; _i <= _many; _i++) if (!known(_word[_i])) return "..."
  return words
}

function known(word) {
  return word == "" || word in plain || word in alone || word in spoken || word in ours_first || word in parts || showable(word) ||
    word ~ /^n2acd[a-z_-]*$/
}

BEGIN {
  # Keywords that HAProxy quotes in its messages, and after which nothing of a file is shown.
  list(spoken, "users groups insecure-password password set-header add-header del-header replace-header set-path auth crt section")
  list(spoken, "use-service return send uri hdr string rstring binary store type size expire on store-request unix")
  for (word in option) part_out(word)
  for (word in ours_first) part_out(word)
}

function part_out(word, _many, _part, _i) {
  _many = split(word, _part, /[ \/,:()=<>]+/)
  for (_i = 1; _i <= _many; _i++) parts[_part[_i]]
}
