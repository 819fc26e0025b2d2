# Prints what in Apache's configuration would not work behind HAProxy, from the facts of apache-facts.awk: 'WHAT TAB REMEDY', one per line,
# with 'TAB stop' where it is wrong at any time. Of the configuration only the names and places of directives are shown.
#
#   -v port=80 (the users') -v behind=81 (Apache's behind HAProxy) -v first=yes (Apache still has the users' port) -v formers='81 ...' (where
#   HAProxy asks Apache so far). Has to come after apache-places.awk.

$5 == "listen" {
  split($6, word, " ")
  address = word[1]
  gsub(/"/, "", address)
  where = where (where == "" ? "" : ", ") address " in " at
  if (ends_in(address, port)) {
    takes = takes (takes == "" ? "" : ", ") "Listen in " at
    if (address !~ /^\[/) plain = 1
    if (tolower(word[2]) == "https")
      wrong("Listen in " at " has port " port " for TLS, and HAProxy would speak HTTP there", "set n2acd-ha:fe.port to the port that takes plain HTTP")
  }
  if (first != "yes") {
    n = split(formers, former, " ")
    for (i = 1; i <= n; i++) if (ends_in(address, former[i]) && address !~ /^\[/) { taken = at; plain = 1 }
  }
  if (ends_in(address, behind)) { taken = at; if (address !~ /^\[/) plain = 1 }
}

$5 == "<virtualhost" {
  n = split($6, word, " ")
  for (i = 1; i <= n; i++) if (ends_in(word[i], port)) users[$1 ":" $2] = 1
  for (i = 1; i <= n; i++) if (ends_in(word[i], behind) && !other) other = at
}

$5 == "sslengine" && tolower($6) ~ /^"?on/ && ($3 in users) {
  wrong("SSLEngine in " at " is for a site on port " port ", and HAProxy would speak HTTP there", "set n2acd-ha:fe.port to the port that takes plain HTTP")
}

$5 == "usecanonicalphysicalport" && tolower($6) ~ /^"?on/ {
  wrong("UseCanonicalPhysicalPort in " at " makes Apache call itself by port " behind " in redirects once it is behind HAProxy", "remove it there (ServerName may name a port), and run up again")
}

$5 == "remoteipproxyprotocol" && tolower($6) ~ /^"?on/ {
  wrong("RemoteIPProxyProtocol in " at " makes Apache expect a header that HAProxy does not pass on", "let the load balancer say the client's address in a header (RemoteIPHeader), and run up again")
}

$5 == "remoteipheader" {
  name = $6
  gsub(/"/, "", name)
  if (header == "") { header = name; header_at = at }
  if ($3 != "-" || tolower(name) != tolower(header) || name !~ /^[A-Za-z0-9_-]+$/) strange = strange == "" ? "RemoteIPHeader in " at : strange
}

$5 ~ /^remoteip(internal|trusted)proxy(list)?$/ { if ($3 == "-") list = 1; else strange = strange == "" ? "a list of proxies in " at : strange }

$6 ~ /CONN_REMOTE_ADDR/ {
  wrong($5 " in " at " decides by CONN_REMOTE_ADDR, which is HAProxy's address then", "use REMOTE_ADDR there, which stays the client's, and run up again")
}

$5 ~ /^(qs_srvmaxconnperip|qs_srvmaxconnexcludeip)$/ && $5 !~ /exclude/ {
  wrong($5 " in " at " counts connections by address, and all come from HAProxy then", "remove it there, and limit clients in n2acd-ha:extraConfig, and run up again")
}

END {
  if (strange != "" && (header != "" || list))
    wrong(strange " is not the same for all sites: HAProxy cannot add itself to what it says", "set RemoteIPHeader and RemoteIPInternalProxy once, outside of <VirtualHost>, and run up again")
  else if (header != "" && !list)
    wrong("RemoteIPHeader in " header_at " accepts the header from everybody, so behind HAProxy Apache could not tell clients apart", "add RemoteIPInternalProxy with the load balancer's address there, and run up again")
  if (takes == "" && taken == "" && formers ~ /[0-9]/)
    wrong("Apache does not listen any more on port " behind ", to which HAProxy passes requests: its configuration says Listen " (where == "" ? "nowhere" : where), "put \"Listen " behind "\" back there, and run up again\tstop")
  else if (takes == "" && taken == "")
    wrong("Apache does not listen on port " port ", nor on " behind ": its configuration says Listen " (where == "" ? "nowhere" : where), "set n2acd-ha:fe.port to its port, and run up again\tstop")
  else if (first == "yes" && takes == "")
    wrong("Apache listens on port " port ", although its configuration says Listen " (where == "" ? "nowhere" : where), "restart Apache, or set n2acd-ha:fe.port to its port, and run up again")
  if (first == "yes" && takes != "" && taken != "")
    wrong("port " behind ", which Apache should get behind HAProxy, is one of its own already: Listen in " taken, "set n2acd-ha:fe.apachePort to a free port, and run up again")
  else if (first == "yes" && other)
    wrong("port " behind ", which Apache should get behind HAProxy, has a site already: <VirtualHost> in " other, "set n2acd-ha:fe.apachePort to another port, and run up again")
  if ((takes != "" || taken != "") && !plain)
    wrong("Apache listens on IPv6 alone, with " (takes == "" ? "Listen in " taken : takes), "let it listen on an IPv4 address as well, and run up again")
}
