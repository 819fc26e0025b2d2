# shellcheck shell=sh
# Virtual addresses: whether this host has one, whether somebody answers there, and what keepalived said of it last.

need addresses

# vip NAME ADDRESS PORT: then the state that keepalived says it came into, seconds since that, and how often in ten minutes it took
# the address.
vip() {
  vip_has=no vip_answers=no
  if own_addresses | grep -qxF "$2"; then vip_has=yes; fi
  if answers_at "$2" "$3" 2; then vip_answers=yes; fi
  vip_last=$(vip_said "$1" -n 1)
  vip_state=$(printf '%s\n' "$vip_last" | sed -n 's/.*) Entering \([A-Z]*\) STATE.*/\1/p')
  vip_since=$(printf '%s\n' "$vip_last" | awk -v now="$(date +%s)" '$1 > 0 { ago = now - $1; print int(ago < 0 ? 0 : ago) }')
  vip_moves=$(vip_said "$1" --since=-10min | grep -c ' Entering MASTER STATE') || true
  record vip "$1" "$vip_has" "$vip_answers" "$vip_state" "$vip_since" "$vip_moves"
}

# vip_said NAME OPTION...: the last words first. Anybody may log in keepalived's name, but not as its unit. Whole messages are looked
# up in the journal's index: with -D, which the RHEL family sets, keepalived writes some lines every ten seconds.
vip_said() {
  said_of=$1
  shift
  timeout 5 journalctl -q --no-pager -r -o short-unix "$@" _SYSTEMD_UNIT=keepalived.service \
    "MESSAGE=($said_of) Entering MASTER STATE" "MESSAGE=($said_of) Entering BACKUP STATE" "MESSAGE=($said_of) Entering FAULT STATE" \
    "MESSAGE=($said_of) Entering BACKUP STATE (init)" "MESSAGE=($said_of) Entering FAULT STATE (init)" || true
}
