# shellcheck shell=sh disable=SC2034
# firewall: each rule, in force and after a boot. A firewalld that was stopped is reported; only you can start it.

inspect() {
  if ! command -v firewall-cmd >/dev/null || ! service_active firewalld; then
    if remembers runtime || remembers permanent; then drift service firewalld active "stopped; start it yourself"; fi
    return 0
  fi
  zone=$(arg zone)
  if [ -z "$zone" ]; then zone=$(sed -n 's/^DefaultZone=//p' "$ROOT/etc/firewalld/firewalld.conf" 2>/dev/null | tail -n 1); fi
  zone=${zone:-public}
  rules=$(wanted_rules "$zone")
  missing_rules permanent "$rules" >"$LOOK/firewall.permanent" &
  firewall_asked=$!
  missing_rules runtime "$rules" >"$LOOK/firewall.runtime"
  wait "$firewall_asked"
  for rules_set in runtime permanent; do
    while IFS= read -r rule; do
      drift "firewall $rules_set" "${rule#* }" "in zone $zone" missing
    done <"$LOOK/firewall.$rules_set"
  done
}
