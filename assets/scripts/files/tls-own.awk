# Prints which certificate is for which name at which address, from those of the stack and those of Apache:
#
#   awk -f tls-wildcard.awk -f tls-own.awk of=stack STACK of=apache APACHE
#
# STACK, which may be empty, has lines 'PEM NAME...'; APACHE, and the output, have lines 'ADDRESS TAB PEM NAME...' in Apache's order.
#
# A name for which the stack has a certificate gets that one, wherever Apache has the name. The first line of an address serves clients that
# ask for an unknown name: it stays with the same site.

of == "stack" { pem[++owned] = $1; for (i = 2; i <= NF; i++) { has[owned, $i]; own[owned] = own[owned] " " $i } next }

# fits(K, NAME): whether the stack's certificate K is valid for NAME, as a client matches names.
function fits(k, name) { return ((k, name) in has) || ((k, wildcard(name)) in has) }

function line(address, file, words) {
  if (words != "" && !shown[address, file, words]++) print address "\t" file words
}

{
  split($0, part, "\t")
  address = part[1]
  n = split(part[2], word, " ")
  if (!(address in seen)) { seen[address]; order[++addresses] = address }
  rest = ""
  split("", taken)
  for (i = 2; i <= n; i++) {
    fitting = 0
    for (k = 1; k <= owned; k++) if (fits(k, word[i])) { taken[k] = taken[k] " " word[i]; fitting = 1; if (i == 2) first = 1 }
    if (!fitting) rest = rest " " word[i]
  }
  if (!first) line(address, word[1], rest)
  for (k = 1; k <= owned; k++) line(address, pem[k], taken[k])
  if (first) line(address, word[1], rest)
  first = 0
}

END {
  for (i = 1; i <= addresses; i++) for (k = 1; k <= owned; k++) line(order[i], pem[k], own[k])
}
