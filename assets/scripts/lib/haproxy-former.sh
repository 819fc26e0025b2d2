# shellcheck shell=dash disable=SC2154 # variables shared with the step
# Until every node is proven, HAProxy also offers what the previous configuration offered. Clients that have not changed yet, and other
# nodes that are rolled back, still use it.

need haproxy haproxy-config haproxy-run

# merge_former NEW BEFORE PORTS: prints the two as one configuration, without those ports, which another program gets: see files/haproxy-former.awk.
merge_former() { awk -v never="$3" -f "$TOOLKIT/files/haproxy-bind.awk" -f "$TOOLKIT/files/haproxy-former.awk" "$1" "$2" "$1"; }

# drops_former WORDS: reports that HAProxy does not accept the two as one.
drops_former() {
  say "removes at once what only the previous configuration of HAProxy has, because HAProxy does not accept it beside the new one: $1"
}

# haproxy_with_former [PORT...]: sets $candidate to what should run now: candidate.cfg of the journal, with what only the last good
# configuration offered. These ports are left out, since another program gets them. If HAProxy refuses the two as one, it runs candidate.cfg alone.
haproxy_with_former() {
  candidate=$STATE/$STEP/candidate.cfg
  if [ ! -e "$STATE/$STEP/good.cfg" ]; then return 0; fi
  merge_former "$candidate" "$STATE/$STEP/good.cfg" "$*" >"$STATE/$STEP/former.cfg"
  if cmp -s "$STATE/$STEP/former.cfg" "$candidate"; then return 0; fi
  former_words=$(haproxy_candidate_objection "$STATE/$STEP/former.cfg")
  if [ -n "$former_words" ]; then
    drops_former "$former_words"
    return 0
  fi
  candidate=$STATE/$STEP/former.cfg
  leaves "$candidate"
}

# haproxy_keep_wanted: keeps candidate.cfg under the name wanted.cfg: it runs now, is proven, and contains all that is required.
haproxy_keep_wanted() {
  keep_copy "$STATE/$STEP/candidate.cfg" wanted.cfg
  keep "$STATE/$STEP/given.cfg" "$STATE/$STEP/wanted.given.cfg"
}

# haproxy_has_former: succeeds when more runs than is wanted.
haproxy_has_former() { [ -e "$STATE/$STEP/wanted.cfg" ] && ! cmp -s "$STATE/$STEP/wanted.cfg" "$HAPROXY_CFG"; }

# haproxy_retire PROOF: makes HAProxy run what is wanted, and no more. If PROOF fails, it is rolled back, and the step ends.
haproxy_retire() {
  if ! haproxy_has_former; then return 0; fi
  say "removes what only the previous configuration of HAProxy has"
  haproxy_swap "$STATE/$STEP/wanted.cfg"
  haproxy_run
  "$1"
  if [ -n "$problem" ]; then
    failed=$problem hint=${remedy:-run up again}
    rollback_haproxy
    fail "HAProxy fails without what only the previous configuration has: $failed; $rolled_back" "$hint"
  fi
  haproxy_keep
}
