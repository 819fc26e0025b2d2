# shellcheck shell=dash
# firewalld has two sets of rules: those in force (runtime), and those that it loads at a reload or boot (permanent). Each is changed
# separately; a --reload would drop everybody else's runtime rules and cut their connections.
#
# Requests go over D-Bus, as those of firewall-cmd do: each call of that program takes a third of a second to load Python, and a host had to
# wait for 13 of them. While firewalld is stopped, only its own program can change rules.
#
# A rule is a line 'ZONE KIND VALUE'; KIND is port (80/tcp) or rich-rule. The journal's lists 'runtime' and 'permanent' hold the rules
# that n2acd-ha added.

need rules zonefiles

FW_BUS=org.fedoraproject.FirewallD1
FW_OBJECT=/org/fedoraproject/FirewallD1

firewalld_runs() {
  command -v firewall-cmd >/dev/null &&
    [ "$(timeout 20 busctl get-property $FW_BUS $FW_OBJECT $FW_BUS state 2>/dev/null </dev/null)" = 's "RUNNING"' ]
}

# require_firewalld: ends the step when firewalld is broken, or is stopped but starts at the next boot: neither counts as no firewall.
require_firewalld() {
  local fw_tries fw_unit
  if ! command -v firewall-cmd >/dev/null || firewalld_runs; then return 0; fi
  # A firewalld that is starting or reloading gets some time.
  fw_tries=${N2ACD_FIREWALL_WAIT:-30}
  while fw_unit=$(systemctl is-active firewalld 2>/dev/null || true) && [ "$fw_tries" -gt 0 ]; do
    case "$fw_unit" in active | activating | reloading) ;; *) break ;; esac
    fw_tries=$((fw_tries - 1))
    sleep 1
    if firewalld_runs; then return 0; fi
  done
  case "$fw_unit" in
    active | activating | reloading | deactivating | failed)
      fail "systemd calls firewalld $fw_unit, but firewalld does not answer; nothing was changed" \
        "see 'systemctl status firewalld' and 'journalctl -u firewalld'; start or disable it, and run up again"
      ;;
  esac
  if [ "$(systemctl is-enabled firewalld 2>/dev/null || true)" = enabled ]; then
    fail "firewalld is stopped here, and would close the ports of this node at the next boot; nothing was changed" \
      "start it, or disable it if it is not wanted; then run up again"
  fi
}

# fw OBJECT INTERFACE METHOD ARGS...
fw() {
  local object interface
  object=$1 interface=$2
  shift 2
  timeout 60 busctl call $FW_BUS "$object" "$FW_BUS$interface" "$@" </dev/null
}

# fw_texts < ANSWER: prints the strings in it, a line each.
fw_texts() {
  awk '{
    while (match($0, /"([^"\\]|\\.)*"/)) {
      text = substr($0, RSTART + 1, RLENGTH - 2)
      $0 = substr($0, RSTART + RLENGTH)
      gsub(/\\"/, "\"", text)
      print text
    }
  }'
}

fw_default_zone() {
  local answer
  answer=$(fw $FW_OBJECT '' getDefaultZone) || fail "firewalld does not name its default zone" "see 'journalctl -u firewalld'"
  printf '%s\n' "$answer" | fw_texts
}

# fw_zone SET ZONE METHOD [TYPES ARGS...]: calls a method of that zone in one of the two sets.
fw_zone() {
  local set fw_name method types
  set=$1 fw_name=$2 method=$3
  shift 3
  if [ "$set" = runtime ]; then
    types=${1-}
    [ $# -eq 0 ] || shift
    fw $FW_OBJECT .zone "$method" "s$types" "$fw_name" "$@"
    return
  fi
  fw_find "$fw_name" && fw "$fw_found_at" .config.zone "$method" "$@"
}

# fw_find ZONE: sets $fw_found_at to the D-Bus object of the zone's permanent rules. A subshell inherits it.
fw_find() {
  if [ "$fw_found" = "$1" ]; then return 0; fi
  fw_found_at=$(fw $FW_OBJECT/config .config getZoneByName s "$1") || return 1
  fw_found_at=$(printf '%s\n' "$fw_found_at" | fw_texts)
  fw_found=$1
}

# fw_offline=yes: firewalld is stopped, and its permanent rules are all there is.
fw_offline=no
fw_found=

# zone_rules SET ZONE: the ports and rich rules there, as rules.
zone_rules() {
  local ports rich
  [ "$1" = runtime ] || fw_find "$2" || true
  if ! ports=$(fw_zone "$1" "$2" getPorts) || ! rich=$(fw_zone "$1" "$2" getRichRules); then
    fail "firewalld has no zone $2 in its $1 rules" "give one of 'firewall-cmd --get-zones'"
  fi
  printf '%s\n' "$ports" | fw_texts | paste -d / - - | sed -n "s|^..*|$2 port &|p"
  printf '%s\n' "$rich" | fw_texts | sed "s|^|$2 rich-rule |"
}

# change_rules SET add|remove RULES
change_rules() {
  local change_zones change_zone change_kind change_value said
  change_zones=
  if [ "$1" = permanent ]; then
    change_zones=$(printf '%s\n' "$3" | cut -d' ' -f1 | sort -u)
    for change_zone in $change_zones; do
      keep_zone_file "$change_zone"
      [ "$fw_offline" = yes ] || fw_find "$change_zone" || true
    done
  fi
  while read -r change_zone change_kind change_value; do
    if said=$(change_rule "$1" "$2" "$change_zone" "$change_kind" "$change_value" 2>&1); then continue; fi
    case "$2 $said" in
      add*ALREADY_ENABLED* | remove*NOT_ENABLED*) ;;
      remove*INVALID_ZONE*) say "the zone $change_zone is gone, and its rules with it" ;;
      *)
        fail "firewalld would not $2 the $1 rule '$change_kind $change_value' in zone $change_zone: $(printf '%s' "$said" | tail -n 1)" \
          "see 'firewall-cmd --list-all-zones' and 'journalctl -u firewalld', then run up again"
        ;;
    esac
  done <<END
$3
END
  for change_zone in $change_zones; do sync_rules "$(zone_dir)/$change_zone.xml" "$(zone_dir)/$change_zone.xml.old"; done
}

# change_rule SET add|remove ZONE KIND VALUE
change_rule() {
  local set how change_in what types
  if [ "$fw_offline" = yes ]; then
    timeout 60 firewall-offline-cmd --zone="$3" "--$2-$4=$5" </dev/null
    return
  fi
  set=$1 how=$2 change_in=$3
  case "$4" in
    port) set -- Port ss "${5%/*}" "${5##*/}" ;;
    rich-rule) set -- RichRule s "$5" ;;
  esac
  what=$1 types=$2
  shift 2
  # The 0 means no timeout: the rule is in force until it is removed.
  case "$set $how" in 'runtime add') types=${types}i && set -- "$@" 0 ;; esac
  fw_zone "$set" "$change_in" "$how$what" "$types" "$@"
}

# missing_rules SET RULES: prints those that the set does not have. A port within a range of ports that is there already is not missing:
# adding it would succeed and do nothing, and removing it later would split the range.
missing_rules() {
  local missing_zone here
  for missing_zone in $(printf '%s\n' "$2" | cut -d' ' -f1 | sort -u); do
    here=$(zone_rules "$1" "$missing_zone")
    printf '%s\n' "$here" "$2" | awk -v zone="$missing_zone" -v here="$(printf '%s\n' "$here" | wc -l)" '
      $1 != zone { next }
      NR <= here {
        has[$0]
        if ($2 == "port" && $3 ~ /-/) { split($3, range, /[-\/]/); from[++ranges] = range[1]; to[ranges] = range[2]; of[ranges] = range[3] }
        next
      }
      $0 in has { next }
      $2 == "port" {
        split($3, port, "/")
        for (i = 1; i <= ranges; i++) if (port[2] == of[i] && port[1] + 0 >= from[i] + 0 && port[1] + 0 <= to[i] + 0) next
      }
      { print }'
  done
}

# open_rules SET RULES: adds those of these rules that the set does not have.
open_rules() {
  local open_missing
  open_missing=$(missing_rules "$1" "$2")
  if [ -z "$open_missing" ]; then return 0; fi
  say "adds to the $1 rules: $(printf '%s' "$open_missing" | tr '\n' ';')"
  record "$1" "$(printf '%s\n%s' "$(recall "$1")" "$open_missing" | grep . | sort -u)"
  change_rules "$1" add "$open_missing"
}

# close_rules SET RULES: removes the rules that n2acd-ha added and that are not among these.
close_rules() {
  local stale
  stale=$(former_rules "$1" "$2")
  if [ -z "$stale" ]; then return 0; fi
  say "removes from the $1 rules: $(printf '%s' "$stale" | tr '\n' ';')"
  change_rules "$1" remove "$stale"
  record "$1" "$(recall "$1" | grep -vxF "$stale" || true)"
}
