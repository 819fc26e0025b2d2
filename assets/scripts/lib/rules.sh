# shellcheck shell=dash
# The rules that a step added, by set, whichever firewall they are in.

# former_rules SET RULES: prints the rules of SET that n2acd-ha added and that are not among RULES.
former_rules() { recall "$1" | grep -vxF "$2" | grep . || true; }

# sync_rules FILE...: firewalld and ufw do not wait until the files that they write are on disk. After a power cut, an empty one would close
# the ports.
sync_rules() {
  local sync_file
  for sync_file in "$@"; do
    if [ -e "$sync_file" ]; then sync "$sync_file" "${sync_file%/*}"; fi
  done
}
