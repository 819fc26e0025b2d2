# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  tls_args
  tls_look
  foresee_port ", with the certificates that Apache has"
}
