# Prints what in Apache's HTTPS would not work behind HAProxy, from the facts of apache-facts.awk: 'WHAT TAB REMEDY', one per line, with
# 'TAB stop' where it is wrong at any time. Of the configuration only the names and places of directives are shown.
#
#   -v port=443 (the users') -v behind=444 (Apache's behind HAProxy) -v first=yes (Apache still has the users' port) -v formers='444 ...' (where
#   HAProxy asks Apache so far). Has to come after apache-places.awk.

BEGIN { own = "let HAProxy leave this to Apache: take n2acd-ha:fe.tls away, and run up again" }

$5 == "listen" {
  split($6, word, " ")
  address = word[1]
  gsub(/"/, "", address)
  where = where (where == "" ? "" : ", ") address " in " at
  if (ends_in(address, port)) {
    takes = 1
    if (address !~ /^\[/) plain = 1
    # Without a protocol, Listen means HTTPS on port 443, and HTTP on any other port.
    if (tolower(word[2]) == "http" || (word[2] == "" && port != 443)) not_tls = 1
  }
  n = split(formers, former, " ")
  if (first != "yes") for (i = 1; i <= n; i++) if (ends_in(address, former[i]) && address !~ /^\[/) { taken = at; plain = 1 }
  if (ends_in(address, behind)) { taken = at; if (address !~ /^\[/) plain = 1 }
}

$5 == "<virtualhost" {
  n = split($6, word, " ")
  for (i = 1; i <= n; i++) {
    address = word[i]
    gsub(/"/, "", address)
    ours = ends_in(address, port) || (first != "yes" && ends_in(address, behind))
    m = split(formers, former, " ")
    if (first != "yes") for (j = 1; j <= m; j++) ours = ours || ends_in(address, former[j])
    if (ours) {
      if (!($1 ":" $2 in site)) order[++sites] = $1 ":" $2
      site[$1 ":" $2] = at
      if (address !~ /^(\*|_default_|[0-9.]+|\[[0-9a-fA-F:.]+\]):[0-9]+$/)
        wrong("<VirtualHost> in " at " names its address by a name, and HAProxy could not tell which certificate belongs to which address", "write the address itself there, and run up again")
    }
    if (ends_in(address, behind) && !other) other = at
  }
}

$5 == "sslengine" { engine[$3] = tolower($6); gsub(/"/, "", engine[$3]); engine_at[$3] = at }
$5 == "sslcertificatefile" { has[$3] = 1; if ($6 ~ /pkcs11:/) token = at }
$5 == "sslcertificatekeyfile" && $6 ~ /pkcs11:/ { token = at }

$5 == "sslverifyclient" && tolower($6) !~ /^"?none/ {
  wrong("SSLVerifyClient in " at " asks clients for certificates, which end at HAProxy", own)
}
$5 ~ /^(gnutlsenable|mdomain|mdcertificatefile|<mdomainset)$/ && tolower($6) !~ /^"?off/ {
  wrong($5 " in " at " gets its certificates in a way of its own, which HAProxy cannot follow", "name certificate and key there (SSLCertificateFile, SSLCertificateKeyFile), or take n2acd-ha:fe.tls away, and run up again")
}
$5 !~ /log/ && $6 ~ /SSL_(CLIENT|PROTOCOL|CIPHER|SESSION)/ {
  wrong($5 " in " at " decides by the client's own TLS connection, which ends at HAProxy", own)
}

END {
  if (token) wrong("the key in " token " is on a token, and HAProxy needs it in a file", "name a file there, or take n2acd-ha:fe.tls away, and run up again")
  for (i = 1; i <= sites; i++) {
    host = order[i]
    is = (host in engine) ? engine[host] : (("-" in engine) ? engine["-"] : (not_tls ? "off" : "on"))
    if (is == "off") wrong("the site in " site[host] " speaks plain HTTP on port " port, "switch SSLEngine on there, or give n2acd-ha:fe.tls.port the port that takes HTTPS, and run up again")
    else if (is != "on") wrong("SSLEngine in " engine_at[(host in engine) ? host : "-"] " is neither on nor off", "set it to on, and run up again")
    else if (!(host in has) && !("-" in has)) wrong("the site in " site[host] " has no SSLCertificateFile", "name its certificate there, and run up again")
  }
  if (takes == "" && taken == "" && formers ~ /[0-9]/)
    wrong("Apache does not listen any more on port " behind ", to which HAProxy passes requests: its configuration says Listen " (where == "" ? "nowhere" : where), "put \"Listen " behind "\" back there, and run up again\tstop")
  else if (takes == "" && taken == "")
    wrong("Apache does not listen on port " port ", nor on " behind ": its configuration says Listen " (where == "" ? "nowhere" : where), "let it serve HTTPS there, or set n2acd-ha:fe.tls.port to its port, and run up again\tstop")
  else if (!sites)
    wrong("Apache has no <VirtualHost> for port " port ", so no certificate", "give it one with SSLEngine and a certificate, and run up again\tstop")
  if (first == "yes" && takes == "" && taken != "")
    wrong("Apache listens on port " port ", although its configuration says Listen " where, "restart Apache, or set n2acd-ha:fe.tls.port to its port, and run up again")
  if (first == "yes" && takes != "" && taken != "")
    wrong("port " behind ", which Apache should get behind HAProxy, is one of its own already: Listen in " taken, "set n2acd-ha:fe.tls.apachePort to a free port, and run up again")
  else if (first == "yes" && other)
    wrong("port " behind ", which Apache should get behind HAProxy, has a site already: <VirtualHost> in " other, "set n2acd-ha:fe.tls.apachePort to another port, and run up again")
  if ((takes != "" || taken != "") && !plain)
    wrong("Apache listens on IPv6 alone on port " port, "let it listen on an IPv4 address as well, and run up again")
}
