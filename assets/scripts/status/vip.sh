# shellcheck shell=dash
# Virtual addresses: whether this host has one, whether a server answers there, and what keepalived logged about it last.

need addresses

# vip NAME ADDRESS PORT: also reports the state that keepalived logged last, the seconds since then, and how often it took the address in
# ten minutes.
vip() {
  local has answers last vip_state since moves
  has=no answers=no
  if own_addresses | grep -qxF "$2"; then has=yes; fi
  if answers_at "$2" "$3" 2; then answers=yes; fi
  last=$(vip_said "$1" -n 1)
  vip_state=$(printf '%s\n' "$last" | sed -n 's/.*) Entering \([A-Z]*\) STATE.*/\1/p')
  since=$(printf '%s\n' "$last" | awk -v now="$(date +%s)" '$1 > 0 { ago = now - $1; print int(ago < 0 ? 0 : ago) }')
  moves=$(vip_said "$1" --since=-10min | grep -c ' Entering MASTER STATE') || true
  record vip "$1" "$has" "$answers" "$vip_state" "$since" "$moves"
}

# vip_said NAME OPTION...: prints keepalived's changes of state, the last one first. Any program may log in keepalived's name, but not as
# its unit. Whole messages are looked up in the index of systemd's journal: with -D, as in the RHEL family, keepalived logs lines every ten
# seconds.
vip_said() {
  local said_of
  said_of=$1
  shift
  timeout 5 journalctl -q --no-pager -r -o short-unix "$@" _SYSTEMD_UNIT=keepalived.service \
    "MESSAGE=($said_of) Entering MASTER STATE" "MESSAGE=($said_of) Entering BACKUP STATE" "MESSAGE=($said_of) Entering FAULT STATE" \
    "MESSAGE=($said_of) Entering BACKUP STATE (init)" "MESSAGE=($said_of) Entering FAULT STATE (init)" || true
}
