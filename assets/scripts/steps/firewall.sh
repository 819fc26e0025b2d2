# shellcheck shell=sh
# firewall: what other nodes and clients need to reach here, opened in firewalld, or in ufw where that is active.
#
#   host= [zone=ZONE, firewalld's default] open=PORT ...   to everybody
#                                          allow=PORT:ADDRESS ...   from that node only

for part in addresses firewalld zonefiles ufw; do
  # shellcheck source=/dev/null
  . "$TOOLKIT/lib/$part.sh"
done

# wanted_rules ZONE
wanted_rules() {
  for port in $(args open); do printf '%s port %s/tcp\n' "$1" "$port"; done
  for allowed in $(args allow); do
    sources=$(addresses_of_all "${allowed#*:}")
    for source in $sources; do
      printf '%s rich-rule rule family="%s" source address="%s" port port="%s" protocol="tcp" accept\n' \
        "$1" "$(family_of "$source")" "$source" "${allowed%%:*}"
    done
  done
}

# wanted_ufw: the same, as ufw has them. It knows no zones.
wanted_ufw() {
  for port in $(args open); do printf 'allow %s/tcp\n' "$port"; done
  for allowed in $(args allow); do
    sources=$(addresses_of_all "${allowed#*:}")
    for source in $sources; do printf 'allow from %s to any port %s proto tcp\n' "$source" "${allowed%%:*}"; done
  done
}

apply() {
  if firewalld_runs; then
    zone=$(arg zone)
    if [ -z "$zone" ]; then zone=$(fw_default_zone); else require_zone "$zone"; fi
    rules=$(wanted_rules "$zone")
    want_rules runtime "$rules"
    want_rules permanent "$rules"
  elif ufw_active; then
    want_ufw "$(wanted_ufw)"
  else
    say "neither firewalld nor ufw runs here, nothing to open; let other filters admit: $(args open | tr '\n' ' ')$(args allow | tr '\n' ' ')"
  fi
}

# require_zone ZONE: something comes in through it. To move the rules into one that nothing uses would close every port.
require_zone() {
  zone_default=$(fw_default_zone)
  if [ "$1" = "$zone_default" ] || timeout 60 firewall-cmd --get-active-zones </dev/null | awk '/^[^ \t]/ { print $1 }' | grep -qxF -e "$1"; then return 0; fi
  fail "firewalld's zone $1 has no interface and no source here, so rules in it let nobody in; nothing was changed" \
    "see 'firewall-cmd --get-active-zones', and correct n2acd-ha:firewall.zone"
}

# undo: firewalld or ufw may have been stopped since; what would come back at its next start goes all the same.
undo() {
  if remembers ufw && command -v ufw >/dev/null; then want_ufw ''; fi
  if ! remembers runtime && ! remembers permanent; then return 0; fi
  if firewalld_runs; then
    want_rules runtime ''
  elif command -v firewall-offline-cmd >/dev/null; then
    # shellcheck disable=SC2034 # see lib/firewalld.sh
    fw_offline=yes
  else
    return 0
  fi
  want_rules permanent ''
  for zone in $(recall_names zone.); do return_zone_file "$zone"; done
}
