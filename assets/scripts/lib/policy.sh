# shellcheck shell=sh
# hold_services: Debian starts a service as soon as its package is unpacked, here with a configuration that is not the
# one wanted. Services that are new are held back for as long as the steps' lock is held, by this step or by a package
# manager that outlives it. Left behind by a cut, the file holds back nothing after that.
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
  # As an earlier version left it when it was cut.
  remove "$POLICY.n2acd-ha"
  sweep "$POLICY"
  if grep -qs 'Made by n2acd-ha' "$POLICY"; then remove "$POLICY"; fi
}

# unit_files: names alone. 'systemctl list-unit-files' also finds out what each is enabled by: half a second and more.
unit_files() {
  # shellcheck disable=SC2046 # a word a folder
  find $(systemctl show -p UnitPath --value) -maxdepth 1 -name '*.service' 2>/dev/null | sed 's|.*/||' | sort -u
}

# free_services: those that run now, and those that were here before the first transaction of ours, which may have been cut.
free_services() {
  systemctl list-units --type=service --state=active --no-legend --plain | cut -d' ' -f1
  recall units.first
}
