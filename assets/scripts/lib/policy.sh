# shellcheck shell=dash
# hold_services: Debian starts a service as soon as its package is unpacked, here before its configuration is installed. Services that are
# new are held back while the steps' lock is held, by this step or by a package manager that outlives it. Once the lock is released, a file
# that an interrupted run left behind holds back nothing.
POLICY=$ROOT/usr/sbin/policy-rc.d
hold_services() {
  if [ -e "$POLICY" ]; then return 0; fi
  remember units.first "$(unit_files)"
  record units "$(free_services)"
  cat >"$STATE/$STEP/.policy" <<END
#!/bin/sh
# Made by n2acd-ha for one transaction; remove it if you find it.
[ "\$2" = start ] || exit 0
if flock -n '$STATE/.lock' true; then exit 0; fi
if grep -qxF "\${1%.service}.service" '$STATE/$STEP/units'; then exit 0; fi
exit 101
END
  chmod 755 "$STATE/$STEP/.policy"
  place "$STATE/$STEP/.policy" "$POLICY"
  rm -f "$STATE/$STEP/.policy"
}

release_services() {
  # An earlier version left this file when it was interrupted.
  remove "$POLICY.n2acd-ha"
  sweep "$POLICY"
  if grep -qs 'Made by n2acd-ha' "$POLICY"; then remove "$POLICY"; fi
}

# unit_files: prints only names. 'systemctl list-unit-files' also determines what enables each unit, which takes half a second or more.
unit_files() {
  # shellcheck disable=SC2046 # a word a folder
  find $(systemctl show -p UnitPath --value) -maxdepth 1 -name '*.service' 2>/dev/null | sed 's|.*/||' | sort -u
}

# free_services: prints the services that run now, and those that were here before n2acd-ha's first transaction, which may have been interrupted.
free_services() {
  systemctl list-units --type=service --state=active --no-legend --plain | cut -d' ' -f1
  recall units.first
}
