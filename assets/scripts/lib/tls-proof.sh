# shellcheck shell=sh disable=SC2034,SC2154 # $problem and $remedy are for the step, tls_make comes from lib/tls-certificates.sh
# Which certificate a client gets, at each address and by each name: the one that the configuration says.

# tls_names ENTRIES: 'ADDRESS NAME PEM', of up to 60 names; who asks by a name that nobody has is one of them. A site may have several
# certificates, of different kinds.
tls_names() {
  awk -F '\t' '
    { n = split($2, word, " "); names = substr($2, length(word[1]) + 1) }
    !($1 in first) { first[$1] = names }
    names == first[$1] { print $1, "n2acd-ha.invalid", word[1] }
    word[2] == "none.n2acd-ha.invalid" { next }
    { for (i = 2; i <= n && lines < 60; i++) { sub(/^\*/, "n2acd-ha", word[i]); lines++; print $1, word[i], word[1] } }' "$1"
}

# tls_chain < PEM: a word for the certificates in it.
tls_chain() { sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' | grep -v -e '^-----' | tr -d '\r\n' | sha256sum | cut -c 1-16; }

# tls_shown ADDRESS PORT NAME: the same, for what a client is shown.
tls_shown() {
  shown_at=$1
  case "$1" in '*') shown_at=$web_at ;; *:*) shown_at="[$1]" ;; esac
  timeout 10 openssl s_client -connect "$shown_at:$2" -servername "$3" -showcerts </dev/null 2>/dev/null | tls_chain
}

# prove_certificates PORT FOLDER [entries]: each name there gets one that FOLDER has for it; those that Apache serves are its entries. Sets
# $problem.
prove_certificates() {
  if [ -n "$problem" ]; then return 0; fi
  prove_folder=$2
  tls_names "$prove_folder/${3-shown}" | while read -r certificates_at certificates_name certificates_pem; do
    printf '%s %s %s\n' "$certificates_at" "$certificates_name" "$(tls_chain <"$prove_folder/${certificates_pem##*/}")"
  done >"$prove_folder/expected"
  cut -d ' ' -f 1-2 "$prove_folder/expected" | sort -u >"$prove_folder/asked"
  while read -r certificates_at certificates_name; do
    certificates_shown=$(tls_shown "$certificates_at" "$1" "$certificates_name")
    if ! grep -qxF "$certificates_at $certificates_name $certificates_shown" "$prove_folder/expected"; then
      problem="a client of port $1 that asks for $certificates_name$([ "$certificates_at" = '*' ] || printf ' at %s' "$certificates_at") is not shown the \
certificate, with its chain, that is for it"
      remedy="see n2acd-ha:feCertificates where that is the stack's; else compare SSLCertificateFile and SSLCertificateChainFile of that site with 'openssl s_client -connect $web_at:$1 -servername $certificates_name -showcerts'"
      return 0
    fi
  done <"$prove_folder/asked"
}
