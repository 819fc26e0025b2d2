# shellcheck shell=sh
# firewalld holds two sets of rules, what is in force (runtime) and what comes back after a reload or a boot (permanent).
# Each is changed on its own; a --reload would drop everybody else's runtime rules and cut their connections.
#
# A rule is a line 'ZONE KIND VALUE', KIND port (80/tcp) or rich-rule. The journal's lists 'runtime' and 'permanent' hold
# those that were missing before us.

firewalld_runs() { command -v firewall-cmd >/dev/null && timeout 20 firewall-cmd --state >/dev/null 2>&1; }

fw() { timeout 60 firewall-cmd "$@" </dev/null; }

# fw_offline=yes: firewalld is stopped, and its permanent rules are all there is.
fw_offline=no
fw_permanent() {
  if [ "$fw_offline" = yes ]; then timeout 60 firewall-offline-cmd "$@" </dev/null; else fw --permanent "$@"; fi
}

# fw_set SET ARGS...: on one of the two sets.
fw_set() {
  fw_in=$1
  shift
  if [ "$fw_in" = permanent ]; then fw_permanent "$@"; else fw "$@"; fi
}

# zone_rules SET ZONE: the ports and rich rules there, as rules.
zone_rules() {
  fw_zone=$(fw_set "$1" --zone="$2" --list-all) ||
    fail "firewalld has no zone $2 in its $1 rules" "give one of 'firewall-cmd --get-zones'"
  printf '%s\n' "$fw_zone" | awk -v zone="$2" '
    $1 == "ports:" { for (i = 2; i <= NF; i++) print zone, "port", $i }
    $1 == "rule" { sub(/^[ \t]+/, ""); print zone, "rich-rule", $0 }'
}

# in_range SET RULE: for a port that a range of ports already covers; adding it would say yes and do nothing, and
# removing it later would tear the range apart.
in_range() {
  case "${2#* }" in 'port '*) ;; *) return 1 ;; esac
  fw_set "$1" --zone="${2%% *}" --query-port="${2##* }" >/dev/null 2>&1
}

# change_rules SET add|remove RULES: one call a zone and kind, firewall-cmd takes no more at a time.
change_rules() {
  change_in=$1
  change_how=$2
  change_rules=$3
  for change_zone in $(printf '%s\n' "$change_rules" | cut -d' ' -f1 | sort -u); do
    if [ "$change_in" = permanent ]; then keep_zone_file "$change_zone"; fi
    for change_kind in port rich-rule; do change_zone_rules; done
  done
}

change_zone_rules() {
  set -- --zone="$change_zone"
  while read -r change_of change_is change_value; do
    [ "$change_of $change_is" != "$change_zone $change_kind" ] || set -- "$@" "--$change_how-$change_kind=$change_value"
  done <<END
$change_rules
END
  if [ $# -eq 1 ]; then return 0; fi
  if change_said=$(fw_set "$change_in" "$@" 2>&1); then return 0; fi
  case "$change_how $change_said" in
    "remove "*INVALID_ZONE*) say "the zone $change_zone is gone, and its rules with it" ;;
    *)
      fail "firewalld would not $change_how $change_in rules in zone $change_zone: $(printf '%s' "$change_said" | tail -n 1)" \
        "see 'firewall-cmd --list-all-zones' and 'journalctl -u firewalld', then run up again"
      ;;
  esac
}

# missing_rules SET RULES: those that the set has not.
missing_rules() {
  missing_here=
  for missing_zone in $(printf '%s\n' "$2" | cut -d' ' -f1 | sort -u); do
    missing_more=$(zone_rules "$1" "$missing_zone")
    missing_here="$missing_here$missing_more
"
  done
  while IFS= read -r missing_rule; do
    if [ -z "$missing_rule" ] || printf '%s' "$missing_here" | grep -qxF "$missing_rule"; then continue; fi
    in_range "$1" "$missing_rule" || printf '%s\n' "$missing_rule"
  done <<END
$2
END
}

# want_rules SET RULES: the missing ones of these come, then those that came earlier and are not among them go: what a
# change keeps open in another zone is never shut.
want_rules() {
  want_stale=$(recall "$1" | grep -vxF "$2" | grep . || true)
  want_missing=$(missing_rules "$1" "$2")
  if [ -n "$want_missing" ]; then
    say "adds to the $1 rules: $(printf '%s' "$want_missing" | tr '\n' ';')"
    record "$1" "$(printf '%s\n%s' "$(recall "$1")" "$want_missing" | grep . | sort -u)"
    change_rules "$1" add "$want_missing"
  fi
  if [ -n "$want_stale" ]; then
    say "takes back from the $1 rules: $(printf '%s' "$want_stale" | tr '\n' ';')"
    change_rules "$1" remove "$want_stale"
    record "$1" "$(recall "$1" | grep -vxF "$want_stale" || true)"
  fi
}
