# shellcheck shell=dash disable=SC2154,SC2034 # $role and $secret_* come from the step; STEP is for step.sh
# A new password for a role that this node's agent uses. PostgreSQL has one password per role, so the agent gets the new one
# at once, before this step ends and whether or not the rest of the run happens.
#
# The bundled agent keeps its session and reads its configuration without closing a port, so no check fails. The vendor's agent logs in anew
# for every check and has to be restarted: for these seconds HAProxy's checks are suspended. See hold.sh.

need addresses database-ports hold login postgres role

# rotation_due: succeeds when the agent here logs in with another password.
rotation_due() {
  local agent_file
  if [ ! -e "$STATE/agent/args" ]; then return 1; fi
  agent_file=$(agent_word config /etc/psqlchk/config.json)
  if [ ! -e "$agent_file" ]; then return 1; fi
  copy_in "$agent_file" "$STATE/$STEP/.found"
  rotation_old=$(sed -n 's/^ *"health_check_user_password": "\(.*\)",*$/\1/p' "$STATE/$STEP/.found")
  rm -f "$STATE/$STEP/.found"
  [ "$rotation_old" != "$secret_password" ]
}

# hold_for_change: suspends the checks of agents that the step agent is about to replace, on one node after the other.
hold_for_change() {
  local wanted hold_found
  wanted=$(arg agent)
  hold_found=$(recall agent "$wanted")
  if [ "$wanted" != "$hold_found" ] && [ -e "$STATE/agent/args" ]; then
    say "HAProxy's checks of the nodes that are up are suspended here for $HOLD_BOUND s at most, while their agents change"
    hold_checks
  fi
  record agent "$wanted"
}

# agent_word KEY DEFAULT: prints that argument of the step agent's last run.
agent_word() {
  local told
  told=$(sed -n "s/^$1=//p" "$STATE/agent/args" | head -n 1)
  printf '%s' "${told:-$2}"
}

# begin_rotation: runs before anything changes.
begin_rotation() {
  local rotation_kind
  rotating=no
  if ! rotation_due; then return 0; fi
  rotating=yes rotation_jobs=
  record pgpass.before "*:*:*:$role:$rotation_old"
  rotation_kind=$(agent_word kind n2pg-aux)
  if [ "$rotation_kind" = n2pg-aux ]; then hold_checks; fi
  for port in $(ports); do
    recovery=$(in_recovery "$port")
    if [ "$recovery" = t ]; then
      tell_primary "$port" "$STATE/$STEP/pgpass.before" 9>&- &
      rotation_jobs="$rotation_jobs $!"
    fi
  done
  for port in $(ports); do
    recovery=$(in_recovery "$port")
    role_now=$(role_state "$port")
    if [ "$recovery" = f ] && [ -n "$role_now" ] && [ "$role_now" != "t|$secret_verifier" ]; then
      [ "$rotation_kind" = bundled ] || await_holders "$port"
      record "verifier.$port" "$role_now"
    fi
  done
}

# end_rotation: the role has its new password here; now the agent gets it. An agent that cannot be proven with the new password keeps the
# old one. Where this node is the primary, the role then gets its old password again, too.
end_rotation() {
  local rotation_failed taken_back
  [ "$rotating" = yes ] || return 0
  hand_over &
  rotation_failed=no
  wait $! || rotation_failed=yes
  if [ "$rotation_failed" = yes ]; then rollback_rotation; fi
  for port in $(recall_names verifier.); do
    dismiss_holders "$port"
    forget "verifier.$port"
  done
  # shellcheck disable=SC2086 # a word a process
  [ -z "$rotation_jobs" ] || wait $rotation_jobs || true
  taken_back=
  if [ "$rotation_failed" = no ]; then taken_back=$(primary_took_back); fi
  if [ -n "$taken_back" ]; then rollback_followers; fi
  release_checks
  forget pgpass.before
  if [ "$rotation_failed" = yes ]; then exit "$SAID"; fi
  [ -z "$taken_back" ] || fail \
    "the primary, $taken_back, gave the role $role its old password back; so the agent here has the old one, too" \
    "see what the step database says of $taken_back, and run up again"
}

hand_over() {
  STEP=agent
  STEP_ARGS="$(recall args)
"
  # shellcheck source=/dev/null
  . "$TOOLKIT/steps/agent.sh"
  set_agent
}

# primary_took_back: prints the primary's address if the old password is valid there: then its agent could not be proven with the new one.
primary_took_back() {
  local own node primary
  if [ -z "$rotation_jobs" ]; then return 0; fi
  own=$(own_addresses)
  for port in $(ports); do
    for node in $(printf '%s\n' "$nodes" | grep -vxF "$own"); do
      primary=$(ask_as_role "$node" "$port" 'SELECT NOT pg_is_in_recovery()' "$STATE/$STEP/pgpass.before") || continue
      if [ "$primary" = t ]; then
        printf '%s' "$node"
        return 0
      fi
    done
  done
}

# rollback_followers: restores the agent's old password. With one that no primary knows, it would find no primary after a failover.
rollback_followers() {
  secret_password=$rotation_old
  hand_over &
  wait $! || true
  record pgpass "$(recall pgpass.before)"
}

rollback_rotation() {
  local role_before
  for port in $(recall_names verifier.); do
    say "restores the old password of the role $role on port $port"
    role_before=$(recall "verifier.$port")
    role_says=$(role_comment "$port")
    set_role "$port" ALTER "$role_says" LOGIN "${role_before#*|}"
  done
  record pgpass "$(recall pgpass.before)"
}
