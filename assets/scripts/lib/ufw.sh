# shellcheck shell=dash
# ufw has one set of rules, for now and for after a reboot. A rule is represented by what 'ufw show added' prints of it, without the
# word ufw and the comment. The journal's list 'ufw' holds the rules that were missing before n2acd-ha.

need addresses firewalld rules

ufw_active() {
  command -v ufw >/dev/null || return 1
  ufw_status=${ufw_status-$(timeout 20 ufw status 2>&1 </dev/null || true)}
  printf '%s\n' "$ufw_status" | grep -q '^Status: active'
}

# require_ufw: ends the step when ufw is broken, which is not the same as absent.
require_ufw() {
  if ! command -v ufw >/dev/null || ufw_active; then return 0; fi
  printf '%s\n' "$ufw_status" | grep -q '^Status: inactive' ||
    fail "ufw does not say whether it is active: $(printf '%s' "${ufw_status:-no answer}" | tail -n 1); nothing was changed" \
      "see 'ufw status verbose', and run up again"
  if grep -qs '^ENABLED=yes' "$ROOT/etc/ufw/ufw.conf"; then
    fail "ufw is enabled and its rules are not in force; nothing was changed" "see 'systemctl status ufw'; 'ufw reload', or 'ufw disable'; then run up again"
  fi
}

# ufw_rules: prints all rules that were added.
ufw_rules() { timeout 60 ufw show added </dev/null | sed -n -e 's/ comment .*//' -e 's/^ufw //p'; }

# missing_ufw RULES
missing_ufw() { printf '%s\n' "$1" | grep -vxF "$(ufw_rules)" | grep . || true; }

# added_ufw: prints them as 'ufw show added' does, comments included.
added_ufw() { timeout 60 ufw show added </dev/null | sed -n 's/^ufw //p'; }

# ufw_other RULE: prints an existing rule of the same ports and sources with another action than allow. ufw replaces it when RULE is added.
ufw_other() {
  added_ufw | awk -v rule="$1" '
    { plain = $0; sub(/ comment .*/, "", plain); sub(/ log(-all)?/, "", plain) }
    plain ~ /^(deny|reject|limit) / && substr(plain, index(plain, " ")) == substr(rule, index(rule, " ")) { print; exit }'
}

# ufw_denies PORT [ADDRESS]: prints the rules that deny ADDRESS that port; without ADDRESS, those that deny it to everybody.
ufw_denies() {
  added_ufw | awk -v port="$1" -v address="${2-}" -f "$TOOLKIT/files/ranges.awk" -f "$TOOLKIT/files/ufw-denies.awk"
}

# require_open_ufw: a port that is opened to everybody would stay closed behind a rule that closes it to everybody. The new rule must not precede
# rules that close the port to some, so the step ends.
require_open_ufw() {
  local open_port open_same open_denied
  for open_port in $(args open); do
    open_same=$(ufw_other "allow $open_port/tcp")
    open_denied=$(ufw_denies "$open_port" | grep -vxF -e "${open_same:-none}" | head -n 1 || true)
    [ -z "$open_denied" ] || fail "ufw has '$open_denied', which keeps port $open_port closed to everybody; nothing was changed" \
      "remove that rule if the port may be open, and run up again"
  done
}

# change_ufw add|delete RULES: adds or deletes the rules. Established connections continue.
change_ufw() {
  local ufw_words comment ufw_was said
  while read -r ufw_rule; do
    ufw_words=$ufw_rule comment=
    case "$1" in
      add)
        comment=n2acd-ha
        if [ -n "$(ufw_before "$ufw_rule")" ]; then ufw_words="prepend $ufw_rule"; fi
        ;;
      delete)
        ufw_words="delete $ufw_rule"
        ufw_was=$(recall ufw.was | ufw_replaced "$ufw_rule")
        if [ -n "$ufw_was" ]; then
          say "restores in ufw: $ufw_was"
          ufw_words=${ufw_was%% comment *}
          comment=$(printf '%s\n' "$ufw_was" | sed -n "s/.* comment '\(.*\)'\$/\1/p")
        fi
        ;;
    esac
    # shellcheck disable=SC2086 # words
    said=$(timeout 60 ufw $ufw_words ${comment:+comment "$comment"} 2>&1 </dev/null) ||
      fail "ufw would not $1 '$ufw_rule': $(printf '%s' "$said" | tail -n 1)" \
        "see 'ufw status verbose', then run up again (IPv6 addresses need IPV6=yes in /etc/default/ufw)"
  done <<END
$2
END
  sync_rules "$ROOT/etc/ufw/user.rules" "$ROOT/etc/ufw/user6.rules"
}

# ufw_replaced RULE < RECORD: prints the rule of others that RULE has replaced.
ufw_replaced() { awk -v rule="$1 = " 'index($0, rule) == 1 { print substr($0, length(rule) + 1); exit }'; }

# ufw_before RULE: prints the rules that deny what a rule from a node allows. The first match counts, so the new rule has to precede them.
ufw_before() {
  local before_source before_port
  case "$1" in
    'allow from '*' proto vrrp')
      before_source=${1#allow from }
      ufw_denies vrrp "${before_source%% *}"
      ;;
    'allow from '*)
      before_source=${1#allow from } before_port=${1#* port }
      ufw_denies "${before_port%% *}" "${before_source%% *}"
      ;;
  esac
}

# ufw_knows_vrrp: succeeds when ufw has rules for VRRP, as from 0.36.2 on, which Debian 12 has.
ufw_knows_vrrp() {
  [ -n "$(arg vrrp)" ] || return 1
  timeout 20 ufw --dry-run allow from 192.0.2.1 proto vrrp >/dev/null 2>&1 </dev/null
}

# require_ufw_vrrp: where ufw has no rules for VRRP, the operator has to have put them into ufw's files.
require_ufw_vrrp() {
  local vrrp_sources vrrp_peer vrrp_source files chain line
  if [ -z "$(arg vrrp)" ] || ufw_knows_vrrp; then return 0; fi
  vrrp_sources=
  for vrrp_peer in $(args vrrp); do vrrp_sources="$vrrp_sources $(addresses_of_all "$vrrp_peer" | tr '\n' ' ')"; done
  for vrrp_source in $vrrp_sources; do
    files=before.rules chain=ufw-before-input
    case "$vrrp_source" in *:*) files=before6.rules chain=ufw6-before-input ;; esac
    line="-A $chain -p 112 -s $vrrp_source -j ACCEPT"
    grep -qxF -e "$line" "$ROOT/etc/ufw/$files" 2>/dev/null ||
      fail "this ufw is older than 0.36.2 and has no rules for VRRP, so the other nodes could not tell this one who has a virtual address" \
        "put the line '$line' into /etc/ufw/$files, above COMMIT, the same for each other node, run 'ufw reload', and run up again"
  done
}

# open_ufw RULES: adds the missing ones of these. Rules of others that this replaces are recorded.
open_ufw() {
  local ufw_missing kept theirs
  ufw_missing=$(missing_ufw "$1")
  if [ -z "$ufw_missing" ]; then return 0; fi
  say "adds to ufw: $(printf '%s' "$ufw_missing" | tr '\n' ';')"
  kept=$(recall ufw.was)
  kept=$(printf '%s\n' "$ufw_missing" | while read -r ufw_rule; do
    theirs=$(ufw_other "$ufw_rule")
    if [ -z "$theirs" ] || [ -n "$(printf '%s\n' "$kept" | ufw_replaced "$ufw_rule")" ]; then continue; fi
    say "replaces in ufw, until destroy: $theirs"
    printf '%s = %s\n' "$ufw_rule" "$theirs"
  done)
  if [ -n "$kept" ]; then record ufw.was "$(printf '%s\n%s' "$(recall ufw.was)" "$kept" | grep . | sort -u)"; fi
  record ufw "$(printf '%s\n%s' "$(recall ufw)" "$ufw_missing" | grep . | sort -u)"
  change_ufw add "$ufw_missing"
}

# close_ufw RULES: removes the rules that n2acd-ha added and that are not among these.
close_ufw() {
  local stale
  stale=$(former_rules ufw "$1")
  if [ -z "$stale" ]; then return 0; fi
  say "removes from ufw: $(printf '%s' "$stale" | tr '\n' ';')"
  change_ufw delete "$stale"
  record ufw "$(recall ufw | grep -vxF "$stale" || true)"
}

# require_firewalls: ends the step unless the firewall that is here works.
require_firewalls() {
  require_firewalld
  require_ufw
}
