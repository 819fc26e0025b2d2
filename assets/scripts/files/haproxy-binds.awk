# 'ADDRESS PORT', a line each, of what a configuration binds; of its peers only the one that is named by -v peer=. With files/haproxy-bind.awk.
$1 == "bind" { show($2) }
$1 == "peer" && $2 == peer { show($3) }

function show(words,    many, i) {
  many = bound(words)
  for (i = 1; i <= many; i++) print bound_address[i], bound_port[i]
}
