# shellcheck shell=dash
# What clients may refuse in a certificate that HAProxy can use. These are only warnings: Apache serves the certificate, too.

need tls-chain tls-own

# tls_warn TEXT: warns once in an up; the step retire makes the same certificates again.
tls_warn() { [ "${tls_warned-}" = yes ] || say "warning: $1"; }

# tls_warn_chain PEM WHOSE: warns unless the issuer's certificate is in PEM or known to this host. A self-signed certificate is taken as intended.
tls_warn_chain() {
  local chain_missing
  chain_missing=$(tls_missing_issuer "$1")
  [ -z "$chain_missing" ] || tls_warn "the certificate in $2 comes without that of its issuer, $chain_missing, which this host does not know \
either: clients that do not know it refuse. An intermediate certificate belongs into the chain; a root of your own into the clients' and \
this host's store"
}

# tls_warn_names FOLDER: warns when a site's certificate is not for the site's own name.
tls_warn_names() {
  local pem warn_name file place
  awk -F '\t' 'FILENAME == ARGV[1] { split($2, name, " "); of[++n] = name[1] "\t" $3 "\t" $6; next }
    of[FNR] !~ /^-\t/ { split($2, word, " "); print word[1] "\t" of[FNR] }' "$1/sites" "$1/entries" | sort -u |
    while IFS='	' read -r pem warn_name file place; do
      # The stack may have a certificate that is for this name.
      if awk -v name="$warn_name" -v pem="$pem" '
        { split($0, part, "\t"); n = split(part[2], word, " "); if (word[1] == pem) for (i = 2; i <= n; i++) if (word[i] == name) found = 1 }
        END { exit found }' "$1/shown"; then continue; fi
      tls_dns_names "$1/${pem##*/}" | awk -v name="$warn_name" -f "$TOOLKIT/files/tls-wildcard.awk" -f "$TOOLKIT/files/tls-named.awk" ||
        tls_warn "the certificate in $file is not for $warn_name, the name of the site in $place: clients refuse it there"
    done
}
