# shellcheck shell=dash disable=SC2154,SC2034 # variables shared with lib/proof.sh and lib/haproxy-*.sh
# haproxy: HAProxy on an SMS node.
#
#   host=NODE [local_peer=NAME] [listen=NAME:PORT ...] [readers=NAME:PORT ...] [stats=[https://][ADDRESS:]PORT] [wait=SECONDS]
#         [drain_primary=yes] [agent=WHICH] [settle=SECONDS] [adopt=FINGERPRINT] < haproxy.cfg
#
# Sessions survive: a changed configuration is reloaded, and a HAProxy that was here before is taken over while it serves.
# adopt: the fingerprint of a haproxy.cfg that may be replaced although it has lines that n2acd-ha does not know. wait: seconds for each listen
# to find its primary, 20 by default. settle: seconds for which a change has to keep serving.
#
# HAProxy continues to offer what it offered before until every node is proven: see retire.

need drain haproxy haproxy-binds haproxy-config haproxy-former haproxy-limits haproxy-reads haproxy-run haproxy-unit hold paths proof \
  proof-database proof-pages selinux

apply() {
  end_hold
  haproxy_candidate haproxy_note_limits
  require_binds "$STATE/$STEP/candidate.cfg"
  require_other_writer "$STATE/$STEP/candidate.cfg"
  require_agent_stays "$STATE/$STEP/candidate.cfg"
  paths_remember
  reads_try "$STATE/$STEP/candidate.cfg" prove_servers
  [ -z "$problem" ] || fail "$problem; HAProxy was not touched, and continues with its previous configuration" "$remedy"
  selinux_allow haproxy_connect_any
  haproxy_unit
  haproxy_with_former
  haproxy_swap "$candidate"
  reads_due "$HAPROXY_CFG"
  haproxy_run
  prove
  if unsettled "$HAPROXY_CFG"; then prove_settled prove; fi
  if [ -n "$problem" ]; then
    failed=$problem hint=$remedy
    rollback_haproxy
    if [ -e "$STATE/$STEP/good.cfg" ]; then
      # With slow checks it takes longer until a server that was down is up again.
      prove "$(arg wait 5)"
      rolled_back=$rolled_back$(serves_again)
    fi
    fail "$failed; $rolled_back" "$hint"
  fi
  enable_service haproxy
  haproxy_keep
  haproxy_keep_wanted
  reads_note "$HAPROXY_CFG"
  drain_wait "$HAPROXY_CFG"
}

# prove [SECONDS]: checks everything in the order in which a client needs it, and keeps the first problem.
prove() {
  problem=$haproxy_trouble remedy="free what it needs, or correct the setting, and run up again"
  prove_wait=${1:-$(arg wait 20)}
  for prove_what in $(args listen); do
    [ -n "$problem" ] || prove_database "${prove_what%:*}" "${prove_what##*:}"
  done
  [ -n "$problem" ] || prove_all_paths "$HAPROXY_CFG"
  for prove_what in $(args readers); do
    [ -n "$problem" ] || prove_readers "${prove_what%:*}" "${prove_what##*:}"
  done
  for prove_what in $(args stats); do
    [ -n "$problem" ] || prove_stats "$prove_what"
  done
}

# prove_database LISTEN PORT
prove_database() {
  prove_writer "$1" "$HAPROXY_CFG"
  [ -n "$problem" ] || [ "$excused" = yes ] || prove_primary "$2"
}

# prove_writer LISTEN CONFIG
prove_writer() {
  if [ "$(arg drain_primary)" = yes ] && drains "$1" "$2"; then prove_wait=$(arg wait 4); fi
  prove_listen "$1" "$2"
  excuse_no_writer "$1" "$2"
}

# prove_servers: proves what the health checks of a HAProxy on trial find.
prove_servers() {
  prove_wait=$(arg wait 10)
  for prove_what in $(args listen); do
    [ -n "$problem" ] || prove_writer "${prove_what%:*}" "$STATE/$STEP/candidate.cfg"
  done
  [ -n "$problem" ] || prove_all_paths "$STATE/$STEP/candidate.cfg"
}

# prove_all_paths CONFIG
prove_all_paths() {
  prove_paths "$1"
  for prove_what in $(args listen); do
    [ -n "$problem" ] || prove_still_one "${prove_what%:*}"
  done
}

# retire: removes what only clients and nodes of the previous configuration used.
retire() { haproxy_retire prove; }

undo() {
  undo_haproxy
  undo_boolean haproxy_connect_any
}
