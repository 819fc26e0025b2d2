# shellcheck shell=sh
# ufw has one set of rules, in force and after a boot alike. A rule is what 'ufw show added' prints of it, without the
# word ufw and the comment. The journal's list 'ufw' holds those that were missing before us.

ufw_active() { command -v ufw >/dev/null && timeout 20 ufw status 2>/dev/null | grep -q '^Status: active'; }

# ufw_rules: all that were added.
ufw_rules() { timeout 60 ufw show added </dev/null | sed -n -e 's/ comment .*//' -e 's/^ufw //p'; }

# missing_ufw RULES
missing_ufw() { printf '%s\n' "$1" | grep -vxF "$(ufw_rules)" | grep . || true; }

# change_ufw add|delete RULES: connections that are there go on.
change_ufw() {
  while read -r ufw_rule; do
    case "$1" in
      add) ufw_words="$ufw_rule comment n2acd-ha" ;;
      delete) ufw_words="delete $ufw_rule" ;;
    esac
    # shellcheck disable=SC2086 # words
    ufw_said=$(timeout 60 ufw $ufw_words 2>&1 </dev/null) ||
      fail "ufw would not $1 '$ufw_rule': $(printf '%s' "$ufw_said" | tail -n 1)" \
        "see 'ufw status verbose', then run up again (IPv6 addresses need IPV6=yes in /etc/default/ufw)"
  done <<END
$2
END
}

# open_ufw RULES: the missing ones of these are added.
open_ufw() {
  ufw_missing=$(missing_ufw "$1")
  if [ -z "$ufw_missing" ]; then return 0; fi
  say "adds to ufw: $(printf '%s' "$ufw_missing" | tr '\n' ';')"
  record ufw "$(printf '%s\n%s' "$(recall ufw)" "$ufw_missing" | grep . | sort -u)"
  change_ufw add "$ufw_missing"
}

# close_ufw RULES: those that we added and that are not among these are removed.
close_ufw() {
  ufw_stale=$(former_rules ufw "$1")
  if [ -z "$ufw_stale" ]; then return 0; fi
  say "removes from ufw: $(printf '%s' "$ufw_stale" | tr '\n' ';')"
  change_ufw delete "$ufw_stale"
  record ufw "$(recall ufw | grep -vxF "$ufw_stale" || true)"
}
