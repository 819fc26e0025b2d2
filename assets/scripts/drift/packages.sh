# shellcheck shell=dash

need packages

inspect() {
  use_package_manager
  for package in $(args package); do
    pm_has "$package" || drift package "$package" installed missing
  done
}
