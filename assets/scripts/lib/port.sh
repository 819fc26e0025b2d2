# shellcheck shell=sh
# Who listens on a TCP port here. From /proc: ss is not on every host.

# port_taken PORT: somebody does.
port_taken() { [ -n "$(port_sockets "$1")" ]; }

port_free() { ! port_taken "$1"; }

# port_owner PORT: the name of a process that does, as the kernel has it; '?' when the kernel won't tell (in some
# containers root may not look into other users' processes); nothing when nobody does.
port_owner() { socket_owner "$(port_sockets "$1")"; }

# socket_owner INODES: of the first of them.
socket_owner() {
  for owner_socket in $1; do
    owner_pid=$(socket_pid "$owner_socket")
    if [ -n "$owner_pid" ]; then
      # A process calls itself what it likes.
      tr -c 'A-Za-z0-9._+:/@()-' '[?*]' 2>/dev/null <"/proc/$owner_pid/comm" | sed 's/?$//' || true
    else
      echo '?'
    fi
    return 0
  done
}

# socket_pid INODE: a process that has it; nothing when the kernel won't tell.
socket_pid() {
  pid_fd=$(find /proc/[0-9]*/fd -lname "socket:\[$1\]" -print -quit 2>/dev/null || true)
  pid_fd=${pid_fd#/proc/}
  printf '%s' "${pid_fd%%/*}"
}

# port_sockets PORT: the inodes of the sockets in state LISTEN (0A).
port_sockets() { port_column "$1" 10; }

# port_uids PORT: the users that these sockets belong to, by number.
port_uids() { port_column "$1" 8; }

port_column() {
  awk -v port=":$(printf '%04X' "$1")" -v column="$2" '$4 == "0A" && substr($2, length($2) - 4) == port { print $column }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null || true
}

# port_holders PORT: 'NAME TAB WHO' of each process that listens there: its name, and the same for people. Systemd holds ports for
# others, and a program's name says nothing of which service of it that is.
port_holders() {
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

# unit_of PID: the unit of that process, as the kernel has it; nothing where it has none.
unit_of() {
  sed -n 's|.*/\([A-Za-z0-9@:._\\-]*\.\(service\|scope\)\)\(/.*\)\{0,1\}$|\1|p' "/proc/$1/cgroup" 2>/dev/null | tail -n 1 || true
}

# port_stranger PORT SERVICE...: who has that port and is not one of these services, for people; nothing when nobody is.
port_stranger() {
  stranger_port=$1
  shift
  port_holders "$stranger_port" | while IFS='	' read -r stranger_name stranger_who; do
    [ "$stranger_name" != '?' ] || continue
    for stranger_service in "$@"; do
      stranger_unit=$(unit_of "$(systemctl show -p MainPID --value "$stranger_service")")
      case "$stranger_who" in
        "$stranger_service" | "$stranger_service of $stranger_unit" | "$stranger_service of $stranger_service.service") continue 2 ;;
      esac
    done
    printf '%s\n' "$stranger_who"
  done | head -n 1
}

# port_socket_unit PORT: the one that systemd listens on there for.
port_socket_unit() {
  systemctl list-sockets --all --no-legend --no-pager 2>/dev/null |
    awk -v port="$1" '$1 ~ "(^|:)" port "$" { for (i = 2; i <= NF; i++) if ($i ~ /\.socket$/) { print $i; exit } }'
}
