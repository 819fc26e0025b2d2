# shellcheck shell=sh disable=SC2154 # variables shared with the step
# Files of the operator that HAProxy reads when it is loaded, and not again: CAs, and certificates of its pages. `up` does not bring them.

# reads_files CONFIG
reads_files() {
  sed -n -e 's/^ *server .* ca-file \([^ ]*\).*/\1/p' -e 's/^ *bind .* ssl crt \([^ ]*\).*/\1/p' "$1" 2>/dev/null | sort -u
}

# reads_print CONFIG: what is in them now, a line each.
reads_print() {
  reads_files "$1" | while IFS= read -r print_file; do sha256sum "$print_file" 2>/dev/null || true; done
}

# reads_changed CONFIG: it is something else than HAProxy was proven with.
reads_changed() { [ "$(recall reads)" != "$(reads_print "$1")" ]; }

# reads_try CONFIG PROOF [PORT]: as try_config, also where only those files are others.
reads_try() { if reads_changed "$1"; then try_now "$@"; else try_config "$@"; fi; }

# reads_due CONFIG: then HAProxy has to be loaded again, whether its own files are others or not.
reads_due() { if reads_changed "$1"; then rm -f "$HAPROXY_LOADED"; fi; }

# reads_note CONFIG: HAProxy is proven with what is in them.
reads_note() {
  reads_now=$(reads_print "$1")
  if [ -n "$reads_now" ] || remembers reads; then record reads "$reads_now"; fi
}

# inspect_reads CONFIG: those that are others by now. Somebody may have reloaded HAProxy since.
inspect_reads() {
  if [ -z "$(reads_files "$1")" ]; then return 0; fi
  reads_up=$(haproxy_info Uptime_sec)
  reads_since=$(($(date +%s) - ${reads_up:-0}))
  reads_print "$1" | while IFS= read -r reads_line; do
    reads_file=${reads_line#*  }
    if recall reads | grep -qxF "$reads_line" || [ "$(stat -L -c %Z "$reads_file")" -lt "$reads_since" ]; then continue; fi
    drift certificate "$reads_file" "as HAProxy has it" "another one by now: repair brings it to HAProxy"
  done
}

# require_pem FILE: a certificate with its key.
require_pem() {
  if ! grep -q '^-----BEGIN.* CERTIFICATE-----' "$1" 2>/dev/null || ! grep -q '^-----BEGIN.* PRIVATE KEY-----' "$1"; then
    fail "$1, which HAProxy is to show on a page of its own, is not there or lacks a certificate or a key; nothing was changed" \
      "put certificate, chain and key there in PEM, or correct certificateFile in n2acd-ha:stats.tls or metrics.tls, and run up again"
  fi
  pem_mode=$(stat -L -c %a "$1")
  case "$pem_mode" in
    *0) ;;
    *) say "warning: everybody on this host may read the key in $1, which has mode $pem_mode" ;;
  esac
}
