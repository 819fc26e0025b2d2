# shellcheck shell=dash disable=SC2154 # $zone and $active_zones are shared with the step
# Which of firewalld's zones handles a packet: the zone that has its source, else the one of the interface on which it arrives, else the
# default zone. A rule in any other zone lets nobody in.

need firewalld

# read_zones: sets $active_zones, a line 'ZONE interfaces|sources VALUE' each. A set of addresses is replaced by its entries.
read_zones() {
  local said zones_zone zones_kind zones_value
  said=$(fw "$FW_OBJECT" .zone getActiveZones) || fail "firewalld does not say which zones it uses; nothing was changed" \
    "see 'systemctl status firewalld' and 'journalctl -u firewalld'"
  active_zones=$(printf '%s\n' "$said" | zones_lines | while read -r zones_zone zones_kind zones_value; do
    case "$zones_value" in
      ipset:*)
        fw "$FW_OBJECT" .ipset getEntries s "${zones_value#ipset:}" 2>/dev/null | fw_texts | sed "s|^|$zones_zone $zones_kind |" || true
        ;;
      *) printf '%s %s %s\n' "$zones_zone" "$zones_kind" "$zones_value" ;;
    esac
  done)
}

# zones_lines < ANSWER: parses the type a{sa{sas}}, where each text is in quotes and each list begins with its length.
zones_lines() {
  awk '{
    n = split($0, word, " ")
    at = 3
    for (zones = word[2]; zones > 0; zones--) {
      zone = word[at++]
      for (kinds = word[at++]; kinds > 0; kinds--) {
        kind = word[at++]
        for (values = word[at++]; values > 0; values--) print zone, kind, word[at++]
      }
    }
  }' | tr -d '"'
}

# zones_of ADDRESS: prints the zones that its packets may pass here. Of several zones that have its source, firewalld uses one.
zones_of() {
  local mac zones_found device
  mac=$(ip neigh show to "$1" 2>/dev/null | sed -n 's/.* lladdr \([^ ]*\).*/\1/p' | head -n 1)
  zones_found=$(printf '%s\n' "$active_zones" | awk -v address="$1" -v mac="$mac" -f "$TOOLKIT/files/ranges.awk" -f "$TOOLKIT/files/zones.awk")
  if [ -z "$zones_found" ]; then
    # Packets from this host to itself arrive on lo, which firewalld lets through.
    device=$(ip -o route get "$1" 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
    case "$device" in '' | lo) zones_found=$zone ;; *) zones_found=$(zone_of_device "$device") ;; esac
  fi
  printf '%s\n' "$zones_found"
}

# zone_of_device DEVICE: prints its zone. A zone may have 'ppp+' for all interfaces whose names begin with ppp.
zone_of_device() {
  local device_zone
  device_zone=$(printf '%s\n' "$active_zones" | awk -v device="$1" '
    $2 == "interfaces" && ($3 == device || ($3 ~ /\+$/ && index(device, substr($3, 1, length($3) - 1)) == 1)) { print $1; exit }')
  printf '%s\n' "${device_zone:-$(fw_default_zone)}"
}

# zone_in_use ZONE: packets arrive through it. The default zone has each interface that no other zone has. Interfaces of containers and
# virtual machines do not count.
zone_in_use() {
  local device
  if printf '%s\n' "$active_zones" | grep -q "^$1 " || ! command -v ip >/dev/null; then return 0; fi
  for device in $(ip -o addr show scope global 2>/dev/null | awk '{ sub(/@.*/, "", $2); print $2 }' | sort -u); do
    case "$device" in docker* | br-* | virbr* | veth* | cni* | podman* | flannel*) continue ;; esac
    if [ "$(zone_of_device "$device")" = "$1" ]; then return 0; fi
  done
  return 1
}

# require_zone ZONE: ends the step when nothing uses the zone: rules in it would open nothing.
require_zone() {
  if zone_in_use "$1"; then return 0; fi
  fail "firewalld's zone $1 has no interface and no source here, so rules in it let nobody in; nothing was changed" \
    "see 'firewall-cmd --get-active-zones', and set n2acd-ha:firewall.zone to the zone that clients come through"
}

# denies ZONE PORT [ADDRESS]: prints 'PRIORITY RULE' of the rich rules that precede n2acd-ha's and deny that; without ADDRESS, to everybody.
denies() {
  fw_zone runtime "$1" getRichRules | fw_texts |
    awk -v port="$2" -v address="${3-}" -f "$TOOLKIT/files/ranges.awk" -f "$TOOLKIT/files/rich-denies.awk"
}
