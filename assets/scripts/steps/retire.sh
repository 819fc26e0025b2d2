# shellcheck shell=dash
# retire: removes what only the previous configuration needed: firewall rules, ports of agents and of HAProxy, lines of pg_hba.conf, roles.
# It runs once every node is proven with the new configuration, so that no rollback can need it any more.
#
#   host=
#   stdin: what the other steps have left, see leaves in lib/journal.sh; only a change of it matters

# apply: calls each step's own retire, with the arguments of its last apply that succeeded: first the steps that use something, then those
# that provide it.
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
