# shellcheck shell=dash
# The guard: what it knows of every node, and what it reports to HAProxy, in its own words. Prints nothing when the guard does not answer.

# guard PORT
guard() {
  local said line
  said=$(printf 'status\n' | timeout 4 socat -t 3 - "TCP:127.0.0.1:$1") || return 0
  printf '%s\n' "$said" | while read -r line; do record guard "$line"; done
}
