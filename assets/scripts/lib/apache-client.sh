# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh
# The client's address, which HAProxy sends to Apache in a header: Apache decides on access by it, and logs it, as before.

need apache apache-facts front haproxy

# apache_client_file: prints the path of n2acd-ha's file, in the folder that Apache's own package has for additional files.
apache_client_file() {
  case "$apache" in
    httpd) printf '/etc/httpd/conf.d/n2acd-ha.conf' ;;
    *) printf '/etc/%s/conf-enabled/n2acd-ha.conf' "$apache" ;;
  esac
}

# apache_client_header: prints 'set NAME', or 'add NAME' where HAProxy passes on a load balancer's header; nothing where n2acd-ha cannot
# follow what the configuration says of such headers. A NAME to set is random: a client that does not know it can claim no address.
apache_client_header() {
  local client_theirs
  client_theirs=$(text_of "$STATE/$STEP/.facts" | awk -F '\t' '
    $1 ~ /\/n2acd-ha\.conf$/ { next }
    $5 == "remoteipheader" { gsub(/"/, "", $6); if ($3 != "-" || (name != "" && tolower(name) != tolower($6)) || $6 !~ /^[A-Za-z0-9_-]+$/) odd = 1; name = $6 }
    $5 ~ /^remoteip(internal|trusted)proxy(list)?$/ { if ($3 == "-") list = 1; else odd = 1 }
    $5 == "remoteipproxyprotocol" && tolower($6) ~ /on/ { odd = 1 }
    END {
      if (odd || (name != "" && !list)) print "?"
      else if (name != "") print name
    }')
  case "$client_theirs" in
    '')
      remember client-header "X-N2acd-Client-$(od -An -N 8 -t x1 /dev/urandom | tr -d ' \n')"
      printf 'set %s' "$(recall client-header)"
      ;;
    '?') ;;
    *) printf 'add %s' "$client_theirs" ;;
  esac
}

# apache_client_note: notes what in the rendered haproxy.cfg depends on this Apache: see files/front-here.awk.
apache_client_note() {
  local note_header
  note_header=$(apache_client_header)
  {
    echo "header ${note_header:-add X-Forwarded-For}"
    if apache_has_ipv6 "$port" "$behind"; then echo "ipv6 yes"; fi
    echo "requests $(front_requests_option)"
  } >"$STATE/$STEP/.here.new"
  keep "$STATE/$STEP/.here.new" "$STATE/$STEP/here"
}

# apache_client_tls: makes the HTTPS configuration, which the step tls has installed, use the same header.
apache_client_tls() {
  local tls_file
  for tls_file in "$HAPROXY_TLS" "$STATE/tls/good.cfg" "$STATE/tls/wanted.cfg"; do
    [ -e "$tls_file" ] || continue
    awk '
      FNR == 1 { files++ }
      files == 1 { if ($1 == "header") { verb = $2; header = $3 } next }
      $1 == "http-request" && $4 == "%[src]" { sub(/(set|add)-header [^ ]+/, verb "-header " header) }
      { print }' "$STATE/$STEP/here" "$tls_file" >"$STATE/$STEP/.tls"
    chmod 0600 "$STATE/$STEP/.tls"
    cmp -s "$STATE/$STEP/.tls" "$tls_file" || place "$STATE/$STEP/.tls" "$tls_file"
    rm -f "$STATE/$STEP/.tls"
  done
}

# apache_client_text: prints the text of the file; nothing where there is to be none.
apache_client_text() {
  local header module fields
  header=$(apache_client_header)
  [ -n "$header" ] || return 0
  module=$(apache_module remoteip)
  fields=$(awk -F '\t' '
    $1 !~ /\/n2acd-ha\.conf$/ && $3 == "-" && $5 == "limitrequestfields" { fields = $6 }
    END { print fields == "" ? 100 : fields + 0 }' "$STATE/$STEP/.facts")
  printf '%s\n' "# Written by n2acd-ha; the next 'pulumi up' writes it again. HAProxy on this host says in a header who its client is." \
    '<IfModule !remoteip_module>' "  LoadModule remoteip_module $module" '</IfModule>' 'RemoteIPInternalProxy 127.0.0.1 ::1'
  case "$header" in
    set*)
      echo "RemoteIPHeader ${header#* }"
      # HAProxy's header counts as one more field.
      if [ "$fields" -gt 0 ]; then echo "LimitRequestFields $((fields + 1))"; fi
      ;;
  esac
}

# require_apache_client: ends the step when Apache cannot receive the client's address. Changes nothing.
require_apache_client() {
  local client_folder
  if [ -z "$(apache_client_header)" ]; then return 0; fi
  [ -n "$(apache_module remoteip)" ] ||
    fail "Apache's module remoteip is missing, without which Apache would take every client behind HAProxy for this host itself; nothing was changed" \
      "install it (it comes with Apache's own package), and run up again"
  client_folder=$(apache_client_file)
  [ -d "${client_folder%/*}" ] || fail "there is no folder ${client_folder%/*} for additional files of Apache's configuration; nothing was changed" \
    "create it, put 'IncludeOptional ${client_folder%/*}/*.conf' into Apache's configuration, and run up again"
}

# apache_client: writes that file on disk only, or removes it where it is not needed.
apache_client() {
  apache_client_text >"$STATE/$STEP/.client"
  if [ ! -s "$STATE/$STEP/.client" ]; then
    undo_apache_client
    return 0
  fi
  save_file "$(apache_client_file)" alone
  put_file "$(apache_client_file)" 0600 root:root <"$STATE/$STEP/.client"
  if [ "$file_changed" = yes ]; then record apache-due yes; fi
  # For the drift detection.
  keep "$STATE/$STEP/.client" "$STATE/$STEP/client.conf"
}

# apache_reads_client: succeeds when Apache reads that file, or when there is none.
apache_reads_client() { [ ! -e "$(apache_client_file)" ] || apache_files | grep -qxF "$(apache_client_file)"; }

undo_apache_client() {
  local client_saved
  client_saved=$(saved_name "$(apache_client_file)")
  if remembers "$client_saved" || remembers "$client_saved.none"; then
    if [ -e "$(apache_client_file)" ]; then record apache-due yes; fi
    undo_file "$(apache_client_file)"
    forget client.conf
  fi
}
