# shellcheck shell=dash

# require_pem FILE: ends the step unless FILE holds a certificate and a key. Warns when everybody on the host may read the key.
require_pem() {
  local mode
  if ! grep -q '^-----BEGIN.* CERTIFICATE-----' "$1" 2>/dev/null || ! grep -q '^-----BEGIN.* PRIVATE KEY-----' "$1"; then
    fail "$1, which HAProxy is to show on a page of its own, is not there or lacks a certificate or a key; nothing was changed" \
      "put certificate, chain and key there in PEM, or correct certificateFile in n2acd-ha:stats.tls or metrics.tls, and run up again"
  fi
  mode=$(stat -L -c %a "$1")
  case "$mode" in
    *0) ;;
    *) say "warning: everybody on this host may read the key in $1, which has mode $mode" ;;
  esac
}
