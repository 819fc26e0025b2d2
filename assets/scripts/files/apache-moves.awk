# Prints which lines of Apache's files have to change for another port. Input: 'NAME TAB REAL PATH' of each file, a form feed, the real paths of
# the files that we have already changed, a form feed, and the facts of apache-facts.awk. Output: 'REAL PATH TAB LINE TAB TEXT...', one TEXT per
# new line, none for a line that is removed.
#
#   -v from=80 -v to=81 -v both=1 (Apache listens on the new port besides) or 0 (in place of the old one)
#   -v protocol=https (the protocol of a port for which Listen names none; Apache knows only that of 443)
#
# A <VirtualHost> keeps the old port before the new one, because Apache continues to use it as its own, in SERVER_PORT and in redirects.

BEGIN { FS = OFS = "\t" }

function bare(word) { gsub(/"/, "", word); return word }

# The address with the other port; nothing where it does not have the port.
function moved(address, port, other) {
  if (address !~ ("(^|:)" port "$")) return ""
  return substr(address, 1, length(address) - length(port)) other
}

# Apache may read a line several times, as in a macro or by two includes: all its changes have to agree.
function edit(file, line, text,    at) {
  at = (file in real ? real[file] : file) OFS line
  if ((at in edits) && edits[at] != text) text = "?"
  if (!(at in edits)) order[++lines] = at
  edits[at] = text
}

$0 == "\f" && part < 2 { part++; next }
part < 1 { real[$1] = $2; next }
part == 1 { changed[$0] = 1; next }
$5 == "listen" { listens++; listen_at[listens] = $1 OFS $2; listen[listens] = $6; split($6, word, " "); has[bare(word[1])] = 1 }
$5 == "<virtualhost" { hosts++; host_at[hosts] = $1 OFS $2; host[hosts] = $6 }

function move_listen(i,    at, word, n, address, other, rest, other_rest) {
  split(listen_at[i], at, OFS)
  n = split(listen[i], word, " ")
  address = bare(word[1])
  other = moved(address, from, to)
  if (other == "") return
  rest = n > 1 ? " " word[2] : ""
  other_rest = n < 2 && protocol != "" ? " " protocol : rest
  if (has[other]) { if (!both) edit(at[1], at[2], ""); return }
  has[other] = 1
  edit(at[1], at[2], (both ? "Listen " address rest OFS : "") "Listen " other other_rest)
}

function move_host(i,    at, word, n, j, address, other, text, stands, different) {
  split(host_at[i], at, OFS)
  n = split(host[i], word, " ")
  for (j = 1; j <= n; j++) stands[bare(word[j])] = 1
  for (j = 1; j <= n; j++) {
    address = bare(word[j])
    other = moved(address, to, from)
    if (other != "" && !stands[other] && (real[at[1]] in changed)) { text = text " " other; different = 1 }
    text = text " " address
    other = moved(address, from, to)
    if (other != "" && !stands[other]) { text = text " " other; different = stands[other] = 1 }
  }
  if (different) edit(at[1], at[2], "<VirtualHost" text ">")
}

END {
  for (i = 1; i <= listens; i++) move_listen(i)
  for (i = 1; i <= hosts; i++) move_host(i)
  for (i = 1; i <= lines; i++) print order[i], edits[order[i]]
}
