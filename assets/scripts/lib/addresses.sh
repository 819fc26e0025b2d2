# shellcheck shell=dash
# Resolves the nodes' names: a node is known by an address or a name, while firewalls and pg_hba.conf need addresses.

# addresses_of HOST: prints its addresses, a line each; an address is printed as it is. Ends the step when a name has none.
addresses_of() {
  case "$1" in
    *:*) printf '%s\n' "$1" ;;
    *[!0-9.]*)
      timeout 20 getent ahosts "$1" | awk '{ sub("%.*", "", $1); print $1 }' | sort -u | grep . ||
        fail "the name $1 has no address here" "put it into DNS or /etc/hosts, or give the node's IP address"
      ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# addresses_of_all HOST...: each address once, a line each, without the loopback ones.
addresses_of_all() {
  local addresses_found host more
  addresses_found=
  for host in "$@"; do
    more=$(addresses_of "$host")
    addresses_found="$addresses_found$more
"
  done
  printf '%s' "$addresses_found" | awk '$0 !~ /^127\./ && $0 != "::1" && !seen[$0]++'
}

# answers_at ADDRESS PORT SECONDS: succeeds when a TCP connection to that port is accepted within SECONDS.
answers_at() {
  local answers_to
  case "$1" in *:*) answers_to=TCP6:[$1]:$2 ;; *) answers_to=TCP4:$1:$2 ;; esac
  timeout "$(($3 + 2))" socat -u OPEN:/dev/null "$answers_to,connect-timeout=$3" 2>/dev/null
}

family_of() { case "$1" in *:*) echo ipv6 ;; *) echo ipv4 ;; esac }

# own_addresses: every address of this host but the loopback ones.
own_addresses() {
  if command -v ip >/dev/null; then
    ip -o addr show | awk '{ sub("/.*", "", $4); print $4 }'
  else
    hostname -I | tr ' ' '\n'
  fi | grep -v -e '^127\.' -e '^::1$' -e '^$' || true
}
