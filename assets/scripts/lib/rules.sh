# shellcheck shell=dash
# The rules that a step added, by set, whichever firewall they are in.

# former_rules SET RULES: prints the rules of SET that n2acd-ha added and that are not among RULES.
former_rules() { recall "$1" | grep -vxF "$2" | grep . || true; }
