# shellcheck shell=dash
# firewall: each rule, in force and after a boot. A firewalld or ufw that was stopped is reported; only the operator can start it.

need firewalld ufw zones

inspect() {
  if command -v firewall-cmd >/dev/null && service_active firewalld; then
    inspect_firewalld
    return 0
  fi
  if remembers runtime || remembers permanent; then drift service firewalld active "stopped; start it yourself"; fi
  if ufw_active; then
    missing_ufw "$(wanted_ufw)" >"$LOOK/firewall.ufw"
    while IFS= read -r rule; do drift "firewall ufw" "$rule" present missing; done <"$LOOK/firewall.ufw"
  elif remembers ufw; then
    drift service ufw active "disabled; enable it yourself"
  fi
}

inspect_firewalld() {
  local asked
  zone=$(arg zone)
  if [ -z "$zone" ]; then zone=$(sed -n 's/^DefaultZone=//p' "$ROOT/etc/firewalld/firewalld.conf" 2>/dev/null | tail -n 1); fi
  zone=${zone:-public}
  read_zones
  rules=$(wanted_rules "$zone")
  missing_rules permanent "$rules" >"$LOOK/firewall.permanent" &
  asked=$!
  missing_rules runtime "$rules" >"$LOOK/firewall.runtime"
  wait "$asked"
  for rules_set in runtime permanent; do
    while IFS= read -r rule; do
      drift "firewall $rules_set" "${rule#* }" "in zone ${rule%% *}" missing
    done <"$LOOK/firewall.$rules_set"
  done
}
