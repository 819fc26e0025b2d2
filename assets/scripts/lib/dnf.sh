# shellcheck shell=sh
# dnf and rpm. dnf waits for its lock by itself; the time it gets is bounded by pm_run.

need packages

pm_installed() { rpm -qa --qf '%{NAME}\n' | sort -u; }

# By what it provides: EL 9's curl-minimal is a curl, and the two do not go together.
pm_has() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }

pm_install() {
  if pm_run dnf -y install --setopt=install_weak_deps=False "$@"; then return 0; fi
  say "dnf failed, and is tried again without the repositories that do not answer: $(pm_reason 1)"
  : >"$STATE/$STEP/log"
  pm_run dnf -y install --refresh --setopt=install_weak_deps=False --setopt='*.skip_if_unavailable=True' "$@"
}

# pm_sweep, after a cut: rpm writes a file as 'FILE;HEX' before it renames it, and would never look at it again.
pm_sweep() {
  find "$ROOT/etc" "$ROOT/usr" "$ROOT/var/lib" -xdev -type f -name '*;[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*' \
    -cnewer "$STATE/$STEP/before.packages" -exec rm -f {} + 2>/dev/null || true
}

# rpm keeps nothing of a removed package that would be taken up again.
pm_traces() { pm_installed; }
pm_leftovers() { :; }

pm_owns() { rpm -qf "$1" >/dev/null 2>&1; }

# pm_goes_with NAMES...: what cannot stay without them.
pm_goes_with() {
  rpm -e --test "$@" 2>&1 | sed -n 's/.* is needed by (installed) \(.*\)-[^-]*-[^-]*$/\1/p'
}

# Only these: dnf would by itself also take packages that nothing needs any more, whoever installed them.
pm_remove() { pm_run dnf -y remove --setopt=clean_requirements_on_remove=False "$@"; }

release_services() { :; }
