# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  judge require_last_dropin
  judge require_adoptable memory:given
  foresee_haproxy
}
