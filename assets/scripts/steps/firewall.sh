# shellcheck shell=dash
# firewall: opens what other nodes and clients need to reach here, in firewalld, or in ufw where that is active.
#
#   host= [zone=ZONE, firewalld's default] open=PORT ...   to everybody, in that zone
#                                          allow=PORT:ADDRESS ...   from that node only, in the zone that its packets pass
#                                          vrrp=ADDRESS ...   keepalived's protocol, from that node only
#         [elsewhere=ADDRESS ...]  those of these addresses that belong to nodes of another stack

need addresses firewalld rules ufw zonefiles zones

# wanted_rules ZONE: prints them, one per line. read_zones has to be called first.
wanted_rules() {
  local source_zone
  for port in $(args open); do
    denied=$(denies "$1" "$port" | head -n 1)
    [ -z "$denied" ] || fail "firewalld's zone $1 denies port $port to everybody, by '${denied#* }'; nothing was changed" \
      "remove that rule if the port may be open, and run up again"
    printf '%s port %s/tcp\n' "$1" "$port"
  done
  for allowed in $(args allow); do
    sources=$(addresses_of_all "${allowed#*:}")
    for source in $sources; do
      for source_zone in $(zones_of "$source"); do
        printf '%s rich-rule rule%s family="%s" source address="%s" port port="%s" protocol="tcp" accept\n' \
          "$source_zone" "$(before_denies "$source_zone" "${allowed%%:*}" "$source")" "$(family_of "$source")" "$source" "${allowed%%:*}"
      done
    done
  done
  for peer in $(args vrrp); do
    sources=$(addresses_of_all "$peer")
    for source in $sources; do
      for source_zone in $(zones_of "$source"); do
        printf '%s rich-rule rule%s family="%s" source address="%s" protocol value="vrrp" accept\n' \
          "$source_zone" "$(before_denies "$source_zone" vrrp "$source")" "$(family_of "$source")" "$source"
      done
    done
  done
}

# before_denies ZONE PORT|vrrp ADDRESS: prints the priority that puts a rule before those that deny the same.
before_denies() {
  denied=$(denies "$1" "$2" "$3" | sort -n | head -n 1)
  [ -z "$denied" ] || printf ' priority="%s"' "$((${denied%% *} - 1))"
}

# wanted_ufw: prints the same rules in ufw's syntax. ufw has no zones.
wanted_ufw() {
  for port in $(args open); do printf 'allow %s/tcp\n' "$port"; done
  for allowed in $(args allow); do
    sources=$(addresses_of_all "${allowed#*:}")
    for source in $sources; do printf 'allow from %s to any port %s proto tcp\n' "$source" "${allowed%%:*}"; done
  done
  if ufw_knows_vrrp; then
    for peer in $(args vrrp); do
      sources=$(addresses_of_all "$peer")
      for source in $sources; do printf 'allow from %s proto vrrp\n' "$source"; done
    done
  fi
}

# A change only opens ports. What the previous configuration needs stays open until every node is proven: see retire.
apply() {
  require_firewalls
  if firewalld_runs; then
    use_zone
    rules=$(wanted_rules "$zone")
    open_rules runtime "$rules"
    open_rules permanent "$rules"
    leaves "$(former_rules runtime "$rules")$(former_rules permanent "$rules")"
  elif ufw_active; then
    rules=$(wanted_ufw)
    require_open_ufw
    require_ufw_vrrp
    open_ufw "$rules"
    leaves "$(former_rules ufw "$rules")"
  else
    say "neither firewalld nor ufw runs here, so no port is opened; any other packet filter has to admit: $(args open | tr '\n' ' ')$(args allow | tr '\n' ' ')"
  fi
}

retire() {
  if firewalld_runs; then
    use_zone
    rules=$(wanted_rules "$zone")
    spare_rules runtime permanent
    close_rules runtime "$rules"
    close_rules permanent "$rules"
  elif ufw_active; then
    rules=$(wanted_ufw)
    spare_rules ufw
    close_ufw "$rules"
  fi
}

# spare_rules SET...: adds to $rules the former rules for front ends of another stack, which its own up changes: they stay once more.
spare_rules() {
  local spare_before set now spare_whom spare_sources
  spare_before=$(recall spared)
  now=$(for set in "$@"; do former_rules "$set" "$rules"; done | sort -u)
  spare_sources=$(for spare_whom in $(args elsewhere); do addresses_of "$spare_whom"; done)
  now=$(printf '%s\n' "$now" | grep -vxF "$spare_before" |
    awk -v sources="$spare_sources" '
      BEGIN { n = split(sources, source, "\n") }
      { for (i = 1; i <= n; i++) if (index($0, "\"" source[i] "\"") || index($0, " from " source[i] " ")) { print; next } }')
  record spared "$now"
  if [ -z "$now" ]; then return 0; fi
  say "keeps these rules until the next change of the firewall, for front ends of another stack: $(printf '%s' "$now" | tr '\n' ';')"
  rules=$(printf '%s\n%s' "$rules" "$now")
}

# use_zone: sets $zone and $active_zones.
use_zone() {
  zone=$(arg zone)
  if [ -z "$zone" ]; then zone=$(fw_default_zone); fi
  read_zones
  require_zone "$zone"
}

# undo: firewalld or ufw may have been stopped since; the rules that would return at its next start are removed too.
undo() {
  if remembers ufw && command -v ufw >/dev/null; then close_ufw ''; fi
  if ! remembers runtime && ! remembers permanent; then return 0; fi
  if firewalld_runs; then
    close_rules runtime ''
  elif command -v firewall-offline-cmd >/dev/null; then
    # shellcheck disable=SC2034 # see lib/firewalld.sh
    fw_offline=yes
  else
    return 0
  fi
  close_rules permanent ''
  for zone in $(recall_names zone.); do undo_zone_file "$zone"; done
}
