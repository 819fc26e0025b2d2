# shellcheck shell=dash
# Files of the operator that HAProxy reads when it loads, and not again: CAs, and certificates of its pages. `up` does not install them.

need haproxy haproxy-trial

# reads_files CONFIG
reads_files() {
  sed -n -e 's/^ *server .* ca-file \([^ ]*\).*/\1/p' -e 's/^ *bind .* ssl crt \([^ ]*\).*/\1/p' "$1" 2>/dev/null | sort -u
}

# reads_print CONFIG: prints a checksum of each, a line each.
reads_print() {
  local print_file
  reads_files "$1" | while IFS= read -r print_file; do sha256sum "$print_file" 2>/dev/null || true; done
}

# reads_changed CONFIG: succeeds when they are not those with which HAProxy was proven.
reads_changed() { [ "$(recall reads)" != "$(reads_print "$1")" ]; }

# reads_try CONFIG PROOF [PORT]: as try_config, but also when only those files have changed.
reads_try() { if reads_changed "$1"; then try_now "$@"; else try_config "$@"; fi; }

# reads_due CONFIG: when those files have changed, makes HAProxy load again, even if its own files have not.
reads_due() { if reads_changed "$1"; then rm -f "$HAPROXY_LOADED"; fi; }

# reads_note CONFIG: notes that HAProxy is proven with what is in them.
reads_note() {
  local now
  now=$(reads_print "$1")
  if [ -n "$now" ] || remembers reads; then record reads "$now"; fi
}

