# Prints 'line N, in SECTION: ...' for each line of the last of four files that none of those before it has: the guide's two, ours, and the one
# on this host, separated by form feeds. A server is recognised by its name and port. Needs files/haproxy-sections.awk and files/shown.awk.
$0 == "\f" && file < 3 { file++; goes_on = 0; before = NR; next }
file == 2 { learn($0) }
{
  continued = goes_on
  goes_on = /\\\r?$/
  sub(/(^|[ \t])#.*/, "")
  plain_line = $0 = normal($0)
  if ($0 == "" || (/^stats auth / && !continued)) next
  if ($1 == "server") { sub(/.*:/, ":", $3); $0 = $0; sub(/ init-addr [^ ]*/, ""); sub(/ disabled$/, "") }
}
file < 3 { known[$0]; next }
section() { at = shown(plain_line, 0) }
$0 in known { next }
{ print "line " NR - before (section() ? "" : ", in " at) ": " shown(plain_line, continued) }

function normal(line) { gsub(/[ \t\r]+/, " ", line); sub(/^ /, "", line); sub(/ $/, "", line); return line }
function section() { return !continued && begins_section($1) }
