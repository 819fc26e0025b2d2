# shellcheck shell=dash
# Which process listens on a TCP port here. This is read from /proc: ss is not on every host.

# port_taken PORT: succeeds when a process listens there.
port_taken() { [ -n "$(port_sockets "$1")" ]; }

port_free() { ! port_taken "$1"; }

# port_owner PORT: prints the name of a process that listens there, as the kernel has it; '?' when the kernel does not show the process (in
# some containers root may not look into other users' processes); nothing when none listens.
port_owner() { socket_owner "$(port_sockets "$1")"; }

# socket_owner INODES: the same for the first of these sockets.
socket_owner() {
  local owner_socket pid
  for owner_socket in $1; do
    pid=$(socket_pid "$owner_socket")
    if [ -n "$pid" ]; then
      # A process may call itself anything, so unusual characters are replaced.
      tr -c 'A-Za-z0-9._+:/@()-' '[?*]' 2>/dev/null <"/proc/$pid/comm" | sed 's/?$//' || true
    else
      echo '?'
    fi
    return 0
  done
}

# socket_pid INODE: prints a process that has the socket; nothing when the kernel does not show any.
socket_pid() {
  local pid_fd
  pid_fd=$(find /proc/[0-9]*/fd -lname "socket:\[$1\]" -print -quit 2>/dev/null || true)
  pid_fd=${pid_fd#/proc/}
  printf '%s' "${pid_fd%%/*}"
}

# port_sockets PORT: prints the inodes of the sockets in state LISTEN (0A).
port_sockets() { port_column "$1" 10; }

# port_uids PORT: prints the numbers of the users that these sockets belong to.
port_uids() { port_column "$1" 8; }

port_column() {
  awk -v port=":$(printf '%04X' "$1")" -v column="$2" '$4 == "0A" && substr($2, length($2) - 4) == port { print $column }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null || true
}

# port_holders PORT: prints 'NAME TAB WHO' of each process that listens there: its name, and a description for messages. The description is
# needed because systemd holds ports for others, and a program's name does not show which of its services it runs as.
port_holders() {
  local holders_socket holders_name holders_unit
  for holders_socket in $(port_sockets "$1"); do
    holders_name=$(socket_owner "$holders_socket")
    case "$holders_name" in
      systemd) holders_unit=$(port_socket_unit "$1") ;;
      *) holders_unit=$(unit_of "$(socket_pid "$holders_socket")") ;;
    esac
    case "$holders_name$holders_unit" in
      *'?') printf '?\tanother program\n' ;;
      "systemd$holders_unit") printf 'systemd\tsystemd%s\n' "${holders_unit:+, for $holders_unit}" ;;
      *) printf '%s\t%s\n' "$holders_name" "$holders_name${holders_unit:+ of $holders_unit}" ;;
    esac
  done | sort -u
}

# unit_of PID: prints the unit of that process, as the kernel has it; nothing where it has none.
unit_of() {
  sed -n 's|.*/\([A-Za-z0-9@:._\\-]*\.\(service\|scope\)\)\(/.*\)\{0,1\}$|\1|p' "/proc/$1/cgroup" 2>/dev/null | tail -n 1 || true
}

# port_stranger PORT SERVICE...: describes a process that listens there and is none of these services; prints nothing when there is none.
port_stranger() {
  local stranger_port stranger_unit stranger_name who stranger_service
  stranger_port=$1
  shift
  port_holders "$stranger_port" | while IFS='	' read -r stranger_name who; do
    [ "$stranger_name" != '?' ] || continue
    for stranger_service in "$@"; do
      stranger_unit=$(unit_of "$(systemctl show -p MainPID --value "$stranger_service")")
      case "$who" in
        "$stranger_service" | "$stranger_service of $stranger_unit" | "$stranger_service of $stranger_service.service") continue 2 ;;
      esac
    done
    printf '%s\n' "$who"
  done | head -n 1
}

# port_socket_unit PORT: prints the socket unit for which systemd listens there.
port_socket_unit() {
  systemctl list-sockets --all --no-legend --no-pager 2>/dev/null |
    awk -v port="$1" '$1 ~ "(^|:)" port "$" { for (i = 2; i <= NF; i++) if ($i ~ /\.socket$/) { print $i; exit } }'
}
