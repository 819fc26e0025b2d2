# What of a front end's haproxy.cfg depends on its host. The first file says it, a fact a line:
#
#   header set|add NAME   in which header Apache is told who its client is
#   ipv6 yes              Apache has the users' port on IPv6, too
#   requests OPTION       what this HAProxy calls the option to take requests as they are
#
#   -v sends=yes          this HAProxy has a directive for what else a check sends

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
