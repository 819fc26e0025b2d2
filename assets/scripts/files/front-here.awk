# Adapts a front end's haproxy.cfg to its host. The first file has the facts, one per line:
#
#   header set|add NAME   the header that names the client to Apache
#   ipv6 yes              Apache has the users' port on IPv6, too
#   requests OPTION       this HAProxy's name for the option to accept requests as they are
#
#   -v sends=yes          this HAProxy has a directive for further headers of a check

FNR == 1 { files++ }
files == 1 { if ($1 == "header") { verb = $2; header = $3 } else fact[$1] = $2; next }
$1 == "#ipv6" && fact["ipv6"] == "yes" { sub(/#ipv6 /, "") }
$1 == "#requests-as-they-are" && fact["requests"] != "" { sub(/#.*/, "option " fact["requests"]) }
$1 == "#check-host" { host = $2; next }
host != "" && $1 == "option" && $2 == "httpchk" {
  $0 = sends == "yes" ? $0 "\n    http-check send hdr Host " host : $0 " HTTP/1.0\\r\\nHost:\\ " host
  host = ""
}
$1 == "http-request" && $3 == "X-N2acd-Client" { sub(/set-header X-N2acd-Client/, verb "-header " header) }
{ print }
