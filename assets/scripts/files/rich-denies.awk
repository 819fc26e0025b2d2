# Prints 'PRIORITY RULE' for each rich rule that denies PORT (or the protocol vrrp) to ADDRESS, or to everybody, before a rule without a priority
# admits it. A rule counts if its text does not show whether it does so, as with the ports of a service. Needs files/ranges.awk.
function value(name) { return match($0, name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3) : "" }
{ rule = $0 }
!/ (reject|drop)( |$)/ || value("priority") + 0 > 0 || / (icmp-block|icmp-type|masquerade|forward-port) / { next }
/ protocol value=/ && (port != "vrrp" || value("protocol value") !~ /^(vrrp|112)$/) { next }
/ port port=/ && port == "vrrp" { next }
/ port port=/ && (!has_port(value(" port port"), port) || value("protocol") != "tcp") { next }
/ source / {
  inverted = / source NOT / || value("invert") ~ /[Tt]rue|yes/
  sub(/ source NOT /, " source ")
  from = value("source address")
  if (address == "") { if (from !~ /\/0$/ || inverted) next }
  else if (from != "" && (inverted ? contains(from, address) : !contains(from, address))) next
}
/ family=/ && address != "" && (value("family") == "ipv6") != (address ~ /:/) { next }
{ print value("priority") + 0, rule }
