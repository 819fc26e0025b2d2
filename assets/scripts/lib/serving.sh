# shellcheck shell=dash
# Which nodes serve now, as the end of a sentence about a failure. Every node that this node's HAProxy knows is asked. Where no HAProxy
# of n2acd-ha serves, nothing is printed.

# serving_now: must never fail.
serving_now() {
  local said
  if [ "${ACTION-}" != apply ] || [ -n "${SERVING_ASKED-}" ]; then return 0; fi
  SERVING_ASKED=yes
  serving_config=/etc/haproxy/haproxy.cfg
  case "$(head -n 1 "$serving_config" 2>/dev/null || true)" in '# Managed by n2acd-ha, stack '*) ;; *) return 0 ;; esac
  said=$(
    set +e
    serving_each
  )
  [ -z "$said" ] || printf '; asked now, %s' "$said"
}

# serving_each: prints the answers of the scripts in serving/ that this host has. A step does the same without these scripts, so they are not
# part of its fingerprint, and are looked up here.
serving_each() {
  local step
  for step in database web; do
    if [ ! -r "$TOOLKIT/serving/$step.sh" ]; then continue; fi
    # shellcheck source=/dev/null
    . "$TOOLKIT/serving/$step.sh"
    serving
  done
}
