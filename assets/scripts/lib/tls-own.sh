# shellcheck shell=dash
# Certificates of the stack. They follow HAProxy's configuration on the step's standard input, each with its chain, the key last.

need haproxy tls-certificates tls-warnings

# tls_given FOLDER < CONFIG AND CERTIFICATES: writes them to given.cfg and given.pem in FOLDER.
tls_given() {
  awk -v config="$1/given.cfg" -v pem="$1/given.pem" '
    BEGIN { printf "" >config; printf "" >pem }
    /^-----BEGIN / { inside = 1 }
    { print >(inside ? pem : config) }
    /^-----END / { inside = 0 }'
}

# tls_given_before: makes given.pem of the stack's certificates that the last apply installed, for the step retire, which receives none.
tls_given_before() {
  local pem names
  : >"$STATE/$STEP/given.pem"
  recall own | while read -r pem names; do
    [ -z "$names" ] || cat "$HAPROXY_CERTIFICATES/$pem" >>"$STATE/$STEP/given.pem"
  done
}

# tls_own FILE FOLDER: checks the certificates in FILE and puts each into FOLDER; 'own' there has 'PEM NAME...' of each.
tls_own() {
  local own_folder own_number own_whose own_file own_pem
  own_folder=$2
  : >"$own_folder/own"
  [ -s "$1" ] || return 0
  awk -v folder="$own_folder" 'BEGIN { n = 1 } { print >(folder "/.own." n) } /^-----END .*PRIVATE KEY-----/ { close(folder "/.own." n); n++ }' "$1"
  own_number=0
  while [ -e "$own_folder/.own.$((own_number + 1))" ]; do
    own_number=$((own_number + 1))
    own_whose="n2acd-ha:feCertificates[$((own_number - 1))]"
    own_file=$own_folder/.own.$own_number
    tls_check "$own_file" "$own_whose"
    tls_warn_chain "$own_file" "$own_whose"
    own_pem=$(sha256sum <"$own_file" | cut -c 1-16).pem
    printf '%s %s\n' "$own_pem" "$(tls_dns_names "$own_file" | paste -s -d ' ')" >>"$own_folder/own"
    mv -f "$own_file" "$own_folder/$own_pem"
  done
}

# tls_dns_names PEM: prints the names that its certificate is for, a line each.
tls_dns_names() {
  openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null | tr ',' '\n' |
    sed -n 's/^ *DNS:\([A-Za-z0-9*._-]*\)$/\1/p' | tr '[:upper:]' '[:lower:]' | awk '!seen[$0]++'
}
