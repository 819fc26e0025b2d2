# shellcheck shell=dash
# dnf and rpm. dnf waits for its lock by itself; pm_run limits the time.

need packages

pm_installed() { rpm -qa --qf '%{NAME}\n' | sort -u; }

# Looks for what a package provides: EL 9's curl-minimal provides curl, and the two cannot be installed together.
pm_has() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }

pm_install() {
  if pm_run dnf -y install --setopt=install_weak_deps=False "$@"; then return 0; fi
  say "dnf failed, and is tried again without the repositories that do not answer: $(pm_reason 1)"
  : >"$STATE/$STEP/log"
  pm_run dnf -y install --refresh --setopt=install_weak_deps=False --setopt='*.skip_if_unavailable=True' "$@"
}

# pm_sweep, after a cut: removes temporary files. rpm writes a file as 'FILE;HEX' before it renames it, and never looks at one that is left.
pm_sweep() {
  find "$ROOT/etc" "$ROOT/usr" "$ROOT/var/lib" -xdev -type f -name '*;[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*' \
    -cnewer "$STATE/$STEP/before.packages" -exec rm -f {} + 2>/dev/null || true
}

# rpm keeps nothing of a removed package that a later installation would use.
pm_traces() { pm_installed; }
pm_leftovers() { :; }

pm_owns() { rpm -qf "$1" >/dev/null 2>&1; }

# pm_goes_with NAMES...: prints what cannot stay without them.
pm_goes_with() {
  rpm -e --test "$@" 2>&1 | sed -n 's/.* is needed by (installed) \(.*\)-[^-]*-[^-]*$/\1/p'
}

# Removes only these: by default, dnf would also remove packages that nothing needs any more, whoever installed them.
pm_remove() { pm_run dnf -y remove --setopt=clean_requirements_on_remove=False "$@"; }

release_services() { :; }
