# shellcheck shell=dash
# How long the certificates are valid that HAProxy presents, and those that it verifies. Each record has the use, the name there, the days
# left, the end date, and the issuer whose certificate is missing from the chain and from this host's store.

need haproxy tls-chain

certificates() {
  local use where sni
  certificates_https
  {
    certificates_pages
    certificates_jarvis
  } | { while read -r use name where sni; do shown_there "$use" "$name" "$where" "$sni" & done; wait; }
  certificates_jarvis_ca
}

# certificate USE NAME END [ISSUER]: END in the format of openssl, or @SECONDS.
certificate() {
  case "$3" in "" | @) return 0 ;; esac
  left=$(($(date -d "$3" +%s) - $(date +%s)))
  # Rounds down: a certificate that expired less than a day ago has -1 days left.
  if [ "$left" -lt 0 ]; then left=$((left - 86399)); fi
  record certificate "$1" "$2" "$((left / 86400))" "$(date -u -d "$3" +%Y-%m-%d)" "${4-}"
}

# certificates_https: reports those of the front end's HTTPS, each by its first name.
certificates_https() {
  local list pem for
  sed -n 's/^ *bind .* crt-list \([^ ]*\).*/\1/p' "$ROOT$HAPROXY_TLS" 2>/dev/null | sort -u | while IFS= read -r list; do
    cat "$ROOT$list"
  done | awk '!seen[$1]++ { print $1, $2 }' | while read -r pem for; do
    certificate https "$for" "$(openssl x509 -in "$ROOT$pem" -noout -enddate | sed 's/^notAfter=//')" "$(tls_missing_issuer "$ROOT$pem")"
  done
}

# certificates_pages: prints where HAProxy serves its own pages, by the certificate's file: it may be newer than what HAProxy has read.
certificates_pages() {
  cat "$ROOT$HAPROXY_CFG" "$ROOT$HAPROXY_METRICS" 2>/dev/null | awk '
    $1 == "bind" && $3 == "ssl" && $4 == "crt" {
      at = $2
      sub(/^\*:/, "127.0.0.1:", at)
      sub(/^(::|\[::\]):/, "[::1]:", at)
      if (!seen[$5]++) print "page", $5, at
    }'
}

# certificates_jarvis: prints where the SMS nodes present their certificates to the front ends, by node.
certificates_jarvis() {
  awk '$1 == "server" && / ca-file / && / sni str\(/ {
    name = $0
    sub(/.* sni str\(/, "", name); sub(/\).*/, "", name)
    if (!seen[$2]++) print "jarvis", $2, $3, name
  }' "$ROOT$HAPROXY_CFG" 2>/dev/null
}

# certificates_jarvis_ca: reports the CA in a file that ends last, because the former and the new one are both there for a while.
certificates_jarvis_ca() {
  local file last
  sed -n 's/^ *server .* ca-file \([^ ]*\) .* sni str(.*/\1/p' "$ROOT$HAPROXY_CFG" 2>/dev/null | sort -u | while IFS= read -r file; do
    last=$(openssl crl2pkcs7 -nocrl -certfile "$ROOT$file" | openssl pkcs7 -print_certs -text -noout | sed -n 's/^ *Not After *: *//p' |
      date -f - +%s | sort -n | tail -n 1)
    certificate jarvis-ca "$file" "@$last"
  done
}

# shown_there USE NAME ADDRESS:PORT [SNI]: reports the certificate presented there. Other parts of the status report a missing answer.
shown_there() {
  local there_ends
  there_ends=$(timeout 4 openssl s_client -connect "$3" ${4:+-servername "$4"} </dev/null 2>/dev/null | openssl x509 -noout -enddate 2>/dev/null |
    sed 's/^notAfter=//')
  [ -z "$there_ends" ] || certificate "$1" "$2" "$there_ends"
}
