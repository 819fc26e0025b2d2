# shellcheck shell=dash

# tls_missing_issuer PEM: prints the first issuer, from the certificate on, whose own certificate is neither in PEM nor in this host's store.
tls_missing_issuer() {
  local missing_said
  missing_said=$(openssl verify -no_check_time -untrusted "$1" "$1" 2>&1) && return 0
  case "$missing_said" in *"error 20 at"* | *"error 2 at"*) ;; *) return 0 ;; esac
  openssl crl2pkcs7 -nocrl -certfile "$1" | openssl pkcs7 -print_certs -noout | awk '
    sub(/^subject= */, "") { subject = $0; if (!n++) at = $0; next }
    sub(/^issuer= */, "") { issuer[subject] = $0 }
    END {
      while ((at in issuer) && issuer[at] != at && !seen[at]++) at = issuer[at]
      print at
    }'
}
