# shellcheck shell=dash disable=SC2154 # variables of the step

need addresses

foresee() {
  web_args
  web_look
  for name in $(haproxy_names memory:given); do judge addresses_of "$name" >/dev/null; done
  judge require_last_dropin
  judge require_adoptable memory:given
  foresee_haproxy
  foresee_port
}
