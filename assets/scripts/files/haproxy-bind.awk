# bound(WORDS): returns how many addresses and ports a `bind` or a peer has, in any of HAProxy's spellings. Sets bound_address[i],
# bound_port[i], and bound_word[i], the part of WORDS that has them. Sockets of other kinds, and names, are left out; a range counts for 100
# ports at most.
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
