# shellcheck shell=dash
# Jarvis's requests over TLS: the CA that HAProxy trusts, and why the certificate of an SMS node is refused.

# require_jarvis_ca FILE: ends the step unless FILE holds a certificate. Only the operator can provide it.
require_jarvis_ca() {
  grep -q '^-----BEGIN.* CERTIFICATE-----' "$1" 2>/dev/null ||
    fail "$1, by which HAProxy is to check the certificates of the SMS nodes, is not there or holds no certificate; nothing was changed" \
      "put the CA's certificate there in PEM, or correct n2acd-ha:jarvis.tls.caFile, and run up again"
}

# jarvis_ca CONFIG: prints the path of that CA's file; nothing where HAProxy sends Jarvis's requests over plain HTTP.
jarvis_ca() { jarvis_lines "$1" | sed -n '1s/.* ssl .* ca-file \([^ ]*\).*/\1/p'; }

# jarvis_lines CONFIG: prints the server lines of the backend jarvis, without servers that are disabled.
jarvis_lines() { sed -n '/^backend jarvis/,/^[a-z]/{/ disabled$/d;/^ *server /p;}' "$1" 2>/dev/null || true; }

# jarvis_keys CONFIG: prints the settings that may be the reason why an SMS node does not answer.
jarvis_keys() { if [ -n "$(jarvis_ca "$1")" ]; then printf 'tls, checkPath'; else printf 'port, checkPath'; fi; }

# jarvis_refused CONFIG: prints curl's error for each SMS node whose certificate curl refuses: HAProxy itself only reports that there is no TLS.
jarvis_refused() {
  local node refused_at refused_ca refused_name refused_port said
  jarvis_lines "$1" | sed -n 's/^ *server \([^ ]*\) \([^ ]*\) .* ca-file \([^ ]*\) verifyhost \([^ ]*\).*/\1 \2 \3 \4/p' |
    while read -r node refused_at refused_ca refused_name; do
      refused_port=${refused_at##*:}
      said=$(curl -q -s -S -g -o /dev/null -m 5 --noproxy '*' --cacert "$refused_ca" \
        --connect-to "$refused_name:$refused_port:$refused_at" "https://$refused_name:$refused_port/" 2>&1 </dev/null) || true
      if [ -z "$said" ]; then continue; fi
      printf '; of %s, curl says: %s' "$node" "$(printf '%s\n' "$said" | sed -n '1s/^curl: ([0-9]*) //p')"
    done
}
