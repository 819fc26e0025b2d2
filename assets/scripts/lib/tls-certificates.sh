# shellcheck shell=dash disable=SC2154 # variables shared with steps/tls.sh
# The certificates that Apache serves, prepared for HAProxy: a file for each with chain and key, and a list for each address. Each file is
# named after its content. So a HAProxy that runs, or starts again, finds what its configuration names, whatever happens to other files.

need apache apache-former haproxy tls-own tls-warnings

# tls_ports: prints the ports whose sites in Apache count as HTTPS. A site may not have the current port yet.
tls_ports() { printf '%s\n' "$port" "$behind" "$(apache_behind_now)" "$(recall behind)" | grep . | sort -un | paste -s -d ' '; }

# tls_sites FACTS: see files/tls-sites.awk.
tls_sites() {
  local sites_root
  sites_root=$(apache_ask -t -D DUMP_RUN_CFG 2>/dev/null | sed -n 's/^ServerRoot: "\(.*\)"$/\1/p')
  text_of "$1" | awk -v ports="$(tls_ports)" -v root="${sites_root%/}" -f "$TOOLKIT/files/tls-sites.awk"
}

# tls_make FACTS FOLDER OWN: fills FOLDER, which is root's own. 'lists' there has 'ADDRESS LIST' a line, 'sites' what they were made from, 'entries'
# what Apache serves, and 'shown' what HAProxy is to serve. The last two differ where the file OWN has certificates of the stack.
tls_make() {
  local make_folder make_at names certificate make_key chain place pem list
  command -v openssl >/dev/null || fail "the command openssl, with which certificates are checked, is missing" "install the package openssl"
  make_folder=$2
  rm -rf "$make_folder"
  mkdir -p "$make_folder"
  tls_sites "$1" >"$make_folder/sites"
  while IFS='	' read -r make_at names certificate make_key chain place; do
    tls_pem "$certificate" "$make_key" "$chain" "$place" "$make_folder"
    pem=$(sha256sum <"$make_folder/.pem" | cut -c 1-16).pem
    if [ ! -e "$make_folder/$pem" ]; then
      tls_check "$make_folder/.pem" "$certificate, which the site in $place has,"
      tls_warn_chain "$make_folder/.pem" "$certificate, which the site in $place has,"
    fi
    mv -f "$make_folder/.pem" "$make_folder/$pem"
    # Without any name, HAProxy would use the names in the certificate, and Apache does not.
    if [ "$names" = - ]; then names=none.n2acd-ha.invalid; fi
    printf '%s\t%s %s\n' "$make_at" "$HAPROXY_CERTIFICATES/$pem" "$names" >>"$make_folder/entries"
  done <"$make_folder/sites"
  tls_own "$3" "$make_folder"
  sed "s|^|$HAPROXY_CERTIFICATES/|" "$make_folder/own" | awk -f "$TOOLKIT/files/tls-wildcard.awk" -f "$TOOLKIT/files/tls-own.awk" \
    of=stack - of=apache "$make_folder/entries" >"$make_folder/shown"
  tls_warn_names "$make_folder"
  : >"$make_folder/lists"
  cut -f 1 "$make_folder/sites" | awk '!seen[$0]++' | while IFS= read -r make_at; do
    awk -F '\t' -v at="$make_at" '$1 == at { print $2 }' "$make_folder/shown" >"$make_folder/.list"
    list=$(sha256sum <"$make_folder/.list" | cut -c 1-16).list
    mv -f "$make_folder/.list" "$make_folder/$list"
    printf '%s %s\n' "$make_at" "$list" >>"$make_folder/lists"
  done
}

# tls_pem CERTIFICATE KEY CHAIN PLACE FOLDER: writes them to FOLDER/.pem.
tls_pem() {
  local pem_folder
  pem_folder=$5
  tls_read "$1" "$4" "$pem_folder/.certificate"
  tls_read "$2" "$4" "$pem_folder/.key"
  : >"$pem_folder/.chain"
  if [ "$3" != - ]; then tls_read "$3" "$4" "$pem_folder/.chain"; fi
  if grep -q -e '^-----BEGIN ENCRYPTED' -e '^Proc-Type:.*ENCRYPTED' "$pem_folder/.key"; then
    fail "the key $2 of the site in $4 has a pass phrase, which HAProxy cannot be given; nothing was changed" \
      "let the site use a key without one, or take n2acd-ha:fe.tls away, and run up again"
  fi
  {
    cat "$pem_folder/.certificate" "$pem_folder/.chain" | sed -n '/^-----BEGIN.* CERTIFICATE-----/,/^-----END.* CERTIFICATE-----/p'
    sed -n '/^-----BEGIN.* PRIVATE KEY-----/,/^-----END.* PRIVATE KEY-----/p' "$pem_folder/.key"
  } | tr -d '\r' >"$pem_folder/.pem"
  rm -f "$pem_folder/.certificate" "$pem_folder/.key" "$pem_folder/.chain"
}

# tls_read FILE PLACE COPY
tls_read() {
  [ -e "$1" ] || fail "the file $1, which the site in $2 names, is not there; nothing was changed" "put it there, and run up again"
  copy_in "$(real_path "$1")" "$3"
}

# tls_check PEM WHOSE: ends the step unless the certificate can be used. One that HAProxy uses already may have expired since.
tls_check() {
  local check_key end start
  check_key=$(openssl pkey -in "$1" -pubout 2>/dev/null </dev/null) || fail "openssl can read no private key for $2; nothing was changed" \
    "see what its site names as SSLCertificateKeyFile, and run up again"
  [ "$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null)" = "$check_key" ] ||
    fail "the certificate in $2 does not belong to its private key; nothing was changed" "put a certificate and a key there that belong together, and run up again"
  end=$(openssl x509 -in "$1" -noout -enddate | sed 's/.*=//')
  if ! openssl x509 -in "$1" -noout -checkend 0 >/dev/null; then
    cmp -s "$1" "$HAPROXY_CERTIFICATES/$(sha256sum <"$1" | cut -c 1-16).pem" ||
      fail "the certificate in $2 ended on $end; nothing was changed" "renew it, and run up again"
    tls_warn "the certificate in $2 ended on $end: clients refuse it. Renew it, and run up again"
  elif ! openssl x509 -in "$1" -noout -checkend 1209600 >/dev/null; then
    tls_warn "the certificate in $2 ends on $end, in less than two weeks"
  fi
  start=$(openssl x509 -in "$1" -noout -startdate | sed 's/.*=//')
  [ "$(date -d "$start" +%s)" -le "$(date +%s)" ] ||
    fail "the certificate in $2 is not valid before $start; nothing was changed" "see the clock of this host, or wait, and run up again"
}

# tls_install FOLDER: installs the files that were made there, readable by root alone. A file that is installed already stays.
tls_install() {
  local install_file
  if [ ! -d "$HAPROXY_CERTIFICATES" ]; then
    remember certificates-made "$HAPROXY_CERTIFICATES"
    mkdir "$HAPROXY_CERTIFICATES"
  fi
  chown root:root "$HAPROXY_CERTIFICATES"
  chmod 0700 "$HAPROXY_CERTIFICATES"
  for install_file in "$1"/*.pem "$1"/*.list; do
    if [ -e "$install_file" ] && ! same_file "$install_file" "$HAPROXY_CERTIFICATES/${install_file##*/}"; then
      place "$install_file" "$HAPROXY_CERTIFICATES/${install_file##*/}"
    fi
  done
}

# tls_named PART: prints the files that it needs.
tls_named() {
  local named_list
  sed -n 's/^ *bind .* crt-list \([^ ]*\).*/\1/p' "$1" | sort -u | while IFS= read -r named_list; do
    printf '%s\n' "$named_list"
    cut -d ' ' -f 1 "$named_list" 2>/dev/null || true
  done
}

# tls_tidy: removes files that no configuration names any more.
tls_tidy() {
  local tidy_file
  { tls_named "$PART_FILE" && tls_named "$STATE/$STEP/good.cfg"; } >"$STATE/$STEP/.named"
  for tidy_file in "$HAPROXY_CERTIFICATES"/*.pem "$HAPROXY_CERTIFICATES"/*.list; do
    if [ -e "$tidy_file" ] && ! grep -qxF "$tidy_file" "$STATE/$STEP/.named"; then remove "$tidy_file"; fi
  done
  rm -rf "$STATE/$STEP/made" "$STATE/$STEP/.named" "$STATE/$STEP/given.pem"
}

# undo_tls_files: removes all of them.
undo_tls_files() {
  if remembers certificates-made; then rm -rf "$HAPROXY_CERTIFICATES"; fi
  forget certificates-made
}
