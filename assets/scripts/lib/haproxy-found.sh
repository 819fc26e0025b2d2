# shellcheck shell=sh
# A haproxy.cfg that was here before the first apply. Lines that somebody put in by hand do not go before that was agreed to.

# require_adoptable CONFIG: the file here may be replaced by that one. Nothing is touched.
require_adoptable() {
  found_as=$(saved_name "$HAPROXY_CFG")
  if remembers "$found_as" || remembers "$found_as.none" || [ ! -s "$HAPROXY_CFG" ]; then return 0; fi
  case "$(head -n 1 "$HAPROXY_CFG")" in '# Managed by n2acd-ha, stack '*) return 0 ;; esac
  if haproxy_packaged; then return 0; fi
  found_own=$(haproxy_own_lines "$1")
  [ -n "$found_own" ] || return 0
  found_digest=cfg-$(sha256sum <"$HAPROXY_CFG" | cut -c 1-12)
  if args adopt | grep -qx "$found_digest"; then
    say "replaces $HAPROXY_CFG, as agreed; destroy brings it back"
    return 0
  fi
  printf '%s\n' "$found_own" | head -n 40 | while IFS= read -r found_line; do say "$HAPROXY_CFG, $found_line"; done
  fail "$HAPROXY_CFG has $(printf '%s\n' "$found_own" | wc -l) lines of somebody's own, see above; nothing was changed" \
    "put those that are still wanted into n2acd-ha:extraConfig; then agree that the file is replaced: \
pulumi config set --path 'n2acd-ha:adopt[\"$(arg host)\"]' $found_digest, and run up again"
}

# haproxy_packaged: the file is as the package brought it.
haproxy_packaged() {
  if command -v dpkg-query >/dev/null; then
    found_sum=$(md5sum <"$HAPROXY_CFG" | cut -d ' ' -f 1)
    dpkg-query -W -f '${Conffiles}\n' haproxy 2>/dev/null | grep -q "^ *$HAPROXY_CFG $found_sum" && return 0
  fi
  command -v rpm >/dev/null && rpm -q haproxy >/dev/null 2>&1 && ! rpm -V haproxy 2>/dev/null | grep -q " $HAPROXY_CFG\$"
}

# haproxy_own_lines CONFIG: 'line N, in SECTION: ...', for each line of the file here that neither the guide has nor CONFIG. A
# server is known by its name and port. What may be secret is not shown, and a login of the stats page is replaced by ours.
haproxy_own_lines() {
  awk -v own="$1" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/own-lines.awk" \
    "$TOOLKIT/files/guide-sms.cfg" "$TOOLKIT/files/guide-fe.cfg" "$1" "$HAPROXY_CFG"
}
