# shellcheck shell=sh
# Who listens on a TCP port here. From /proc: ss is not on every host.

# port_taken PORT: somebody does.
port_taken() { [ -n "$(port_sockets "$1")" ]; }

# port_owner PORT: the name of a process that does, as the kernel has it; '?' when the kernel won't tell (in some
# containers root may not look into other users' processes); nothing when nobody does.
port_owner() { socket_owner "$(port_sockets "$1")"; }

# socket_owner INODES: of the first of them.
socket_owner() {
  for owner_socket in $1; do
    owner_fd=$(find /proc/[0-9]*/fd -lname "socket:\[$owner_socket\]" -print -quit 2>/dev/null || true)
    owner_pid=${owner_fd#/proc/}
    if [ -n "$owner_fd" ]; then
      # A process calls itself what it likes.
      tr -c 'A-Za-z0-9._+:/@()-' '[?*]' 2>/dev/null <"/proc/${owner_pid%%/*}/comm" | sed 's/?$//' || true
    else
      echo '?'
    fi
    return 0
  done
}

# port_sockets PORT: the inodes of the sockets in state LISTEN (0A).
port_sockets() { port_column "$1" 10; }

# port_uids PORT: the users that these sockets belong to, by number.
port_uids() { port_column "$1" 8; }

port_column() {
  awk -v port=":$(printf '%04X' "$1")" -v column="$2" '$4 == "0A" && substr($2, length($2) - 4) == port { print $column }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null || true
}
