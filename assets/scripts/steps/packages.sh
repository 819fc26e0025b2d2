# shellcheck shell=dash disable=SC2154 # $pm names the package manager
# packages: installs the missing ones, and records in the journal exactly what was installed.
#
#   host= package=NAME ...

need packages

apply() {
  local pm_failed
  use_package_manager
  : >"$STATE/$STEP/log"
  release_services
  settle_cut
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    say "the packages are installed"
    return 0
  fi
  say "installs $missing"
  begin_transaction
  # shellcheck disable=SC2086 # a word a package
  if pm_install $missing; then pm_failed=no; else pm_failed=yes; fi
  if [ "$pm_failed" = yes ]; then pm_sweep; fi
  settle_transaction
  missing=$(missing_packages)
  if [ -n "$missing" ] || [ "$pm_failed" = yes ]; then
    missing=${missing% }
    fail "${pm} could not install ${missing:-everything}: $(pm_reason)" "$(pm_remedy)"
  fi
}

undo() {
  local ours leaving
  if ! remembers args; then return 0; fi
  use_package_manager
  : >"$STATE/$STEP/log"
  release_services
  settle_cut
  ours=$(recall came.packages | grep -xF "$(pm_traces)" || true)
  leaving=$(removable "$ours")
  if [ -n "$leaving" ]; then
    say "removes $(printf '%s' "$leaving" | tr '\n' ' ')"
    # shellcheck disable=SC2086 # a word a package
    pm_remove $leaving || fail "$pm could not remove what up had installed: $(pm_reason)" "see $STATE/$STEP/log, and run destroy again"
  fi
  if [ "$leaving" = "$ours" ]; then remove_users; fi
}
