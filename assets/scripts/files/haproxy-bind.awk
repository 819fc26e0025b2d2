# bound(WORDS): how many addresses and ports a `bind`, or a peer, has: bound_address[i] and bound_port[i], in whichever of HAProxy's spellings,
# and bound_word[i], the part of WORDS that has it. Sockets of other kinds, and names, are left out; a range counts for at most 100 ports.
function bound(words,    many, word, parts, i, six, address, first, last, port) {
  many = 0
  gsub(/["\047]/, "", words)
  parts = split(words, word, ",")
  for (i = 1; i <= parts; i++) {
    address = word[i]
    six = sub(/^(ipv6|tcp6)@/, "", address)
    sub(/^(ipv4|tcp4?)@/, "", address)
    if (address !~ /^[][*0-9a-fA-F.:]*:[0-9]+(-[0-9]+)?$/) continue
    last = address
    sub(/.*:/, "", last)
    first = last
    if (last ~ /-/) { sub(/-.*/, "", first); sub(/.*-/, "", last) }
    sub(/:[0-9-]+$/, "", address)
    gsub(/[][]/, "", address)
    if (address == "" || address == "*") address = six ? "::" : "*"
    for (port = first + 0; port <= last + 0 && port < first + 100; port++) {
      bound_address[++many] = address
      bound_port[many] = port
      bound_word[many] = word[i]
    }
  }
  return many
}
