# shellcheck shell=dash
# apt and dpkg. They wait for a lock that another process holds (unattended-upgrades).

need packages policy

# pm_installed: prints the installed packages, including those that an interrupted transaction left half-installed.
pm_installed() { dpkg_states | sed -n -e '/^config-files /d' -e '/^not-installed /d' -e 's/^[^ ]* //p' | sort; }

# pm_traces: prints those, and removed packages of which something is left.
pm_traces() { dpkg_states | sed -n -e '/^not-installed /d' -e 's/^[^ ]* //p'; }

# pm_leftovers: prints packages that were removed, and whose configuration was kept.
pm_leftovers() { dpkg_states | sed -n 's/^config-files //p'; }

pm_owns() { dpkg-query -S "$1" >/dev/null 2>&1; }

# Prints package names without this host's own architecture, as apt writes them.
dpkg_states() {
  dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed "s/:$(dpkg --print-architecture)\$//"
}

# A package on hold is installed, too.
pm_has() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

# apt_get ARGS...: tries three times. In between, dpkg completes what an interruption left half-way, of this step or of another program. For
# an installation, the lists of packages are fetched again, which a host without a network does without.
apt_get() {
  local apt_tries
  apt_tries=3
  until apt_once "$@"; do
    apt_tries=$((apt_tries - 1))
    if [ "$apt_tries" -eq 0 ]; then return 1; fi
    say "apt-get $1 failed, and is tried again: $(pm_reason 1)"
    : >"$STATE/$STEP/log"
    pm_run dpkg --force-confdef --force-confold --configure -a || true
    [ "$1" != install ] || apt_once update || true
  done
}

apt_once() {
  DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 \
    pm_run apt-get "$@" -y -q -o DPkg::Lock::Timeout=60 -o Dpkg::Use-Pty=0 -o APT::Get::AutomaticRemove=false \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-remove-reinstreq
}

# An installation removes no package that is here.
APT_INSTALL='install --no-install-recommends --no-remove'

# pm_install NAMES...
pm_install() {
  local status
  hold_services
  # shellcheck disable=SC2086 # words
  if apt_get $APT_INSTALL "$@"; then status=0; else status=1; fi
  release_services
  return "$status"
}

# pm_sweep: does nothing, because dpkg records everything that it began.
pm_sweep() { :; }

# pm_goes_with NAMES...: prints what apt would remove along with them, themselves included.
pm_goes_with() {
  apt-get -s -q -o APT::Get::AutomaticRemove=false remove "$@" 2>/dev/null </dev/null | sed -n 's/^Remv \([^ ]*\).*/\1/p'
}

# pm_remove NAMES...: removes them with their configuration, unless that was here before.
pm_remove() {
  local purge
  purge=
  for package in "$@"; do
    if recall came.leftovers | grep -qxF "$package"; then
      apt_get remove "$package" || return 1
    else
      purge="$purge $package"
    fi
  done
  if [ -z "$purge" ]; then return 0; fi
  # shellcheck disable=SC2086 # a word a package
  apt_get purge $purge || return 1
  # When dpkg completes a removal that was interrupted, it does not purge.
  # shellcheck disable=SC2086
  if pm_leftovers | grep -qxF "$(printf '%s\n' $purge)"; then apt_get purge $purge; fi
}
