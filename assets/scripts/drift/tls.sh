# shellcheck shell=dash
# tls: HAProxy's part of the configuration, Apache's files behind it, and whether the certificates are still those that Apache's
# configuration names.

need apache-facts haproxy tls-certificates tls-own

# shellcheck source=/dev/null
. "$TOOLKIT/drift/apache.sh"

inspect() {
  tls_args
  mkdir "$LOOK/https" "$LOOK/given"
  tls_given "$LOOK/given"
  # An invalid configuration shows in Apache's service, which the step web inspects.
  if ! apache_facts "$LOOK/https/.facts"; then return 0; fi
  tls_make "$LOOK/https/.facts" "$LOOK/made" "$LOOK/given/given.pem"
  inspect_certificates "$LOOK/made"
  inspect_part
  inspect_apache "$LOOK/https"
}

# inspect_certificates FOLDER: expects that HAProxy has the certificates listed there.
inspect_certificates() {
  local file pem live
  cut -f 3 "$1/sites" | sort -u | while IFS= read -r file; do
    awk -F '\t' -v file="$file" 'FILENAME == ARGV[1] { n++; if ($3 == file) line[n] = 1; next } line[FNR] { split($2, word, " "); print word[1] }' \
      "$1/sites" "$1/entries" | sort -u | while IFS= read -r pem; do
      # Apache's certificate is not used where the stack has one for each of its names.
      if ! cut -f 2 "$1/shown" | grep -q "^$pem "; then continue; fi
      [ -e "$pem" ] || drift certificate "$file" "as HAProxy has it" "another one by now: repair brings it to HAProxy"
    done
  done
  cut -d ' ' -f 1 "$1/own" | while IFS= read -r pem; do
    [ -e "$HAPROXY_CERTIFICATES/$pem" ] || drift file "$HAPROXY_CERTIFICATES/$pem" present missing
  done
  for live in "$HAPROXY_CERTIFICATES"/*.pem "$HAPROXY_CERTIFICATES"/*.list; do
    if [ -e "$live" ]; then expect_attributes "$live" 600 root:root; fi
  done
  if [ -d "$HAPROXY_CERTIFICATES" ]; then expect_attributes "$HAPROXY_CERTIFICATES" 700 root:root; else drift file "$HAPROXY_CERTIFICATES" present missing; fi
}

# inspect_part: expects the file that was applied.
inspect_part() {
  if [ ! -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  expect_file "$PART_FILE" 600 root:root secret <"$STATE/$STEP/good.cfg"
}
