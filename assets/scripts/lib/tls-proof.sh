# shellcheck shell=dash disable=SC2034,SC2154 # $problem and $remedy are for the step, tls_make comes from lib/tls-certificates.sh
# Which certificate a client gets, at each address and for each name: it has to be the one that the configuration names.

need answers apache front-redirect haproxy proof-jarvis

# tls_names ENTRIES: prints 'ADDRESS NAME PEM', of up to 60 names. The name n2acd-ha.invalid is for clients that ask for a name that no site
# has. A site may have several certificates, of different kinds.
tls_names() {
  awk -F '\t' '
    { n = split($2, word, " "); names = substr($2, length(word[1]) + 1) }
    !($1 in first) { first[$1] = names }
    names == first[$1] { print $1, "n2acd-ha.invalid", word[1] }
    word[2] == "none.n2acd-ha.invalid" { next }
    { for (i = 2; i <= n && lines < 60; i++) { sub(/^\*/, "n2acd-ha", word[i]); lines++; print $1, word[i], word[1] } }' "$1"
}

# tls_chain < PEM: prints a hash of the certificates in it.
tls_chain() { sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' | grep -v -e '^-----' | tr -d '\r\n' | sha256sum | cut -c 1-16; }

# tls_asked ADDRESS PORT NAME: prints openssl's output about the certificates that a client receives.
tls_asked() {
  local asked_at
  asked_at=$1
  case "$1" in '*') asked_at=$web_at ;; *:*) asked_at="[$1]" ;; esac
  timeout 10 openssl s_client -connect "$asked_at:$2" -servername "$3" -showcerts </dev/null 2>/dev/null || true
}

# tls_shown ADDRESS PORT NAME: prints the hash of tls_chain for them.
tls_shown() { tls_asked "$@" | tls_chain; }

# tls_leaf < PEM: prints the fingerprint of the first certificate in it; nothing where there is none.
tls_leaf() { openssl x509 -noout -fingerprint -sha256 2>/dev/null || true; }

# require_known_certificates FOLDER: where HAProxy serves the port with a configuration made by hand, clients know the certificate that it
# shows. So each certificate that it shows for a name in FOLDER has to be in FOLDER, or the step ends.
require_known_certificates() {
  local pem known_at known_name leaf
  if [ "$owner" != haproxy ] || [ -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  for pem in "$1"/*.pem; do tls_leaf <"$pem"; done >"$STATE/$STEP/.known"
  tls_names "$1/shown" | cut -d ' ' -f 1-2 | sort -u >"$STATE/$STEP/.asked"
  while read -r known_at known_name; do
    leaf=$(tls_asked "$known_at" "$port" "$known_name" | tls_leaf)
    [ -z "$leaf" ] || grep -qxF "$leaf" "$STATE/$STEP/.known" || fail \
      "HAProxy shows a certificate on port $port, to whoever asks for $known_name, that neither Apache's configuration nor n2acd-ha:feCertificates has; nothing was changed" \
      "put that certificate into n2acd-ha:feCertificates, or into SSLCertificateFile of Apache's site, and run up again"
  done <"$STATE/$STEP/.asked"
  rm -f "$STATE/$STEP/.known" "$STATE/$STEP/.asked"
}

# prove_certificates PORT FOLDER [entries]: sets $problem unless each name in FOLDER gets a certificate that FOLDER has for it. With
# 'entries', the certificates that Apache serves are expected.
prove_certificates() {
  local prove_folder certificates_at certificates_name pem shown
  if [ -n "$problem" ]; then return 0; fi
  prove_folder=$2
  tls_names "$prove_folder/${3-shown}" | while read -r certificates_at certificates_name pem; do
    printf '%s %s %s\n' "$certificates_at" "$certificates_name" "$(tls_chain <"$prove_folder/${pem##*/}")"
  done >"$prove_folder/expected"
  cut -d ' ' -f 1-2 "$prove_folder/expected" | sort -u >"$prove_folder/asked"
  while read -r certificates_at certificates_name; do
    shown=$(tls_shown "$certificates_at" "$1" "$certificates_name")
    if ! grep -qxF "$certificates_at $certificates_name $shown" "$prove_folder/expected"; then
      problem="a client of port $1 that asks for $certificates_name$([ "$certificates_at" = '*' ] || printf ' at %s' "$certificates_at") is not shown the \
certificate, with its chain, that is for it"
      remedy="see n2acd-ha:feCertificates where that is the stack's; else compare SSLCertificateFile and SSLCertificateChainFile of that site with 'openssl s_client -connect $web_at:$1 -servername $certificates_name -showcerts'"
      return 0
    fi
  done <"$prove_folder/asked"
}

tls_prove() {
  problem=$haproxy_trouble remedy=
  [ -n "$problem" ] || await_page "$port" || problem="port $port answers $page over HTTPS, and Apache behind it $web_as_before"
  [ -n "$problem" ] || await_page "$behind" || problem="Apache answers $page on port $behind in place of $web_as_before"
  prove_answers "$port" "$behind"
  prove_certificates "$port" "$STATE/$STEP/made"
  prove_jarvis_paths "$port" "$HAPROXY_CFG"
  # A configuration that was restored may be one that redirects nobody to this port.
  if [ -n "$(arg redirect)" ] && tls_takes_others; then prove_redirect "$(arg redirect)" n2acd-ha.invalid; fi
}
