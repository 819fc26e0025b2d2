# shellcheck shell=dash
# A keepalived that was here before n2acd-ha: one that somebody has configured is not touched.

need vip-files

# require_own_keepalived: ends the step unless keepalived.conf is n2acd-ha's, or the package's unchanged, or missing.
require_own_keepalived() {
  if ! stands "$VIP_CONFIG"; then return 0; fi
  found_as=$(saved_name "$VIP_CONFIG")
  if [ -e "$STATE/vip/$found_as" ] || [ -e "$STATE/vip/$found_as.none" ]; then return 0; fi
  if [ "$(head -n 1 "$VIP_CONFIG" 2>/dev/null || true)" = "$VIP_HEADER" ] || vip_packaged; then return 0; fi
  fail "$VIP_CONFIG was not written by n2acd-ha, so keepalived has other addresses here than those of n2acd-ha:vips; nothing was changed" \
    "move what it does to n2acd-ha:vips, or to another host, and remove the file; or take this kind of node out of n2acd-ha:vips"
}

# vip_packaged: succeeds when it is the sample of the package, unchanged. Debian's package has none at that path.
vip_packaged() {
  command -v rpm >/dev/null && rpm -qf "$VIP_CONFIG" >/dev/null 2>&1 || return 1
  ! rpm -V keepalived 2>/dev/null | awk -v file="$VIP_CONFIG" '$NF == file && substr($1, 3, 1) != "." { found = 1 } END { exit !found }'
}
