# Prints those rules of 'ufw show added' that deny PORT (or the protocol vrrp) to ADDRESS, or to everybody. A rule counts if its text does not
# show whether it does so, as with the ports of an application. Needs files/ranges.awk.
$1 !~ /^(deny|reject)$/ || $2 == "out" { next }
{
  rule = $0
  sub(/ comment .*/, "")
  from = "any"; ports = ""; protocol = ""
  for (i = 2; i <= NF; i++) {
    if ($i == "from") from = $(i + 1)
    else if ($i == "port") ports = $(i + 1)
    else if ($i == "proto") protocol = $(i + 1)
    else if ($i ~ /^[0-9,:]+(\/(tcp|udp))?$/ && $(i - 1) ~ /^(deny|reject|in|log|log-all)$/) {
      ports = $i
      if (sub(/\/.*/, "", ports)) { protocol = $i; sub(/.*\//, "", protocol) }
    }
  }
  if (port == "vrrp" ? ports != "" || (protocol != "" && protocol != "vrrp") : protocol == "vrrp") next
  if (protocol == "udp" || (ports != "" && !has_port(ports, port))) next
  if (address == "") { if (from == "any") print rule; next }
  if (from == "any" || contains(from, address)) print rule
}
