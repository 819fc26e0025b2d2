# Prints what a configuration binds: 'ADDRESS PORT', one per line; of its peers only the one that -v peer= names. Needs files/haproxy-bind.awk.
$1 == "bind" { show($2) }
$1 == "peer" && $2 == peer { show($3) }

function show(words,    many, i) {
  many = bound(words)
  for (i = 1; i <= many; i++) print bound_address[i], bound_port[i]
}
