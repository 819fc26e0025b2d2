# shellcheck shell=sh
# retire: takes away what only the configuration before needed: firewall rules, ports of agents and of HAProxy, lines of pg_hba.conf,
# roles. It comes once every node is proven with the new configuration, so that no way back can need it any more.
#
#   host=
#   stdin: what the other steps have left, see leaves in lib/journal.sh; only the change of it matters

# apply: each step's own function, with the arguments of its last apply that succeeded. First those who use something, then what
# they used.
apply() {
  for former in vip tls web haproxy agent database firewall; do
    if [ ! -e "$STATE/$former/applied" ] || [ ! -r "$TOOLKIT/steps/$former.sh" ]; then continue; fi
    (
      # shellcheck disable=SC2034 # step.sh's own
      STEP=$former
      # shellcheck disable=SC2034
      STEP_ARGS="$(recall applied)
"
      # shellcheck source=/dev/null
      . "$TOOLKIT/steps/$former.sh"
      retire
    )
  done
}

undo() { :; }
