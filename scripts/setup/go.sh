# shellcheck shell=sh disable=SC2154 # root is the sourcing script's

# install_go WHY: installs Go 1.21 or newer from apt: older ones cannot download the Go that a module requires. WHY is the error if apt has none.
install_go() {
  is_debian || fail "$1"
  apt-get update -qq >&2 || true
  candidate=$(apt-cache policy golang-go | sed -n 's/^  Candidate: *\([0-9]*:\)*\([0-9.]*\).*/\2/p')
  at_least 1.21 "${candidate:-0}" || fail "$1 (apt has Go ${candidate:-not at all}; Debian 12: try backports)"
  "$root/scripts/apt-packages.sh" golang-go
}
