# shellcheck shell=sh
# The rules that a step added, by set, whichever firewall they are in.

# former_rules SET RULES: those that we added and that are not among these.
former_rules() { recall "$1" | grep -vxF "$2" | grep . || true; }
