# shellcheck shell=sh
# A keepalived that was here before: one that somebody set up is not touched.

need vip-files

# require_own_keepalived: keepalived.conf is ours, or the package's as it came, or not there.
require_own_keepalived() {
  if ! stands "$VIP_CONFIG"; then return 0; fi
  found_as=$(saved_name "$VIP_CONFIG")
  if [ -e "$STATE/vip/$found_as" ] || [ -e "$STATE/vip/$found_as.none" ]; then return 0; fi
  if [ "$(head -n 1 "$VIP_CONFIG" 2>/dev/null || true)" = "$VIP_HEADER" ] || vip_packaged; then return 0; fi
  fail "$VIP_CONFIG was not written by n2acd-ha, so keepalived has other addresses here than those of n2acd-ha:vips; nothing was changed" \
    "move what it does to n2acd-ha:vips, or to another host, and remove the file; or take this kind of node out of n2acd-ha:vips"
}

# vip_packaged: the sample that the package brings, as it came. Debian's package brings none in that place.
vip_packaged() {
  command -v rpm >/dev/null && rpm -qf "$VIP_CONFIG" >/dev/null 2>&1 || return 1
  ! rpm -V keepalived 2>/dev/null | awk -v file="$VIP_CONFIG" '$NF == file && substr($1, 3, 1) != "." { found = 1 } END { exit !found }'
}
