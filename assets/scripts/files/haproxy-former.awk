# Makes a configuration for the time until every node is proven: the new one, and what clients of the previous one still use of it.
#
#   awk -v never=PORTS -f haproxy-bind.awk -f haproxy-former.awk NEW BEFORE NEW
#
# A section that both have keeps its former ports besides its new ones. A listen or frontend that only BEFORE has stays whole, with the
# backends that it may use, as long as it has a port of its own. A port that NEW binds, or that is among PORTS, separated by spaces, belongs
# to NEW alone.

function take(words,    many, i) {
  many = bound(words)
  for (i = 1; i <= many; i++) taken[bound_port[i]]
  if (!many) taken[words]
}

# is_taken WORDS: whether the new configuration has one of their ports, or that socket.
function is_taken(words,    many, i) {
  many = bound(words)
  if (!many) return words in taken
  for (i = 1; i <= many; i++) if (bound_port[i] in taken) return 1
  return 0
}

function heading(line,    word) {
  split(line, word, " ")
  return word[1] " " word[2]
}

FNR == 1 { file++; at = "" }
/^[a-z]/ { at = heading($0) }

# The new configuration, read for its sections and ports.
file == 1 && /^[a-z]/ { known[at]; split(at, word, " "); named[word[2]] }
file == 1 && $1 == "bind" { take($2) }

# The previous configuration, without its comments, which would appear twice.
file == 2 && FNR == 1 { n = split(never, each, " "); for (i = 1; i <= n; i++) taken[each[i]] }
file == 2 && /^ *(#|$)/ { next }
file == 2 && /^[a-z]/ { if (!(at in known)) { order[++sections] = at } next }
file == 2 && $1 == "bind" {
  if (is_taken($2)) next
  kept[at]++
  binds[at] = binds[at] $0 "\n"
}
file == 2 && !(at in known) { body[at] = body[at] $0 "\n"; next }

file == 3 { print }
file == 3 && $1 == "bind" && at in binds && !(at in shown) {
  shown[at]
  printf "    # Until every node is proven:\n%s", binds[at]
}

END {
  for (i = 1; i <= sections; i++) {
    split(order[i], word, " ")
    if (word[1] ~ /^(listen|frontend)$/ && kept[order[i]] && !(word[2] in named)) more = 1
  }
  if (!more) exit
  for (i = 1; i <= sections; i++) {
    split(order[i], word, " ")
    if (word[2] in named || word[1] !~ /^(listen|frontend|backend)$/) continue
    if (word[1] != "backend" && !kept[order[i]]) continue
    printf "\n# Until every node is proven:\n%s\n%s", order[i], body[order[i]]
  }
}
