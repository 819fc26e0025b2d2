# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  local foretold status foretold_remedy
  use_package_manager
  missing=$(missing_packages)
  if [ -z "$missing" ]; then return 0; fi
  tell change "installs ${missing% }, and what these need"
  if [ "$pm" != apt ]; then
    say "dnf is not asked beforehand, since it would write: 'dnf --assumeno install ${missing% }' there shows whether its repositories have them"
    return 0
  fi
  set +e
  # shellcheck disable=SC2086 # words
  foretold=$(as_reader timeout 60 apt-get -s -q -y -o APT::Get::AutomaticRemove=false $APT_INSTALL $missing 2>&1 </dev/null)
  status=$?
  set -e
  memory_set "$STATE/$STEP/log" "$foretold"
  if [ "$status" = 0 ]; then
    tell fact haproxy "$(printf '%s\n' "$foretold" | sed -n 's/^Inst haproxy (\([0-9.]*\).*/\1/p')"
    return 0
  fi
  # up fetches the lists when apt does not find a package, so on a host without lists this failure proves nothing.
  if ! ls "$ROOT"/var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
    tell warning "apt has no lists of packages here yet, so it is not known whether its repositories have ${missing% }; up fetches them"
    return 0
  fi
  # The log is not on disk, so the remedy must not name it.
  foretold_remedy=$(pm_remedy | sed "s| and that [^ ]*/log holds no other cause||")
  # shellcheck disable=SC2119
  fail "$pm could not install ${missing% }: $(pm_reason)" "$foretold_remedy"
}
