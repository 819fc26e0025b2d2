# shellcheck shell=dash
# Which program listens on a TCP port here: its name, its process, and the unit that it belongs to. A socket that systemd holds for a
# service that does not run yet belongs to the socket unit.

need port

# listeners ADDRESS PORT: prints 'ADDRESS INODE' of each socket that keeps this address and port from being bound.
listeners() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v address="$1" -v port="$2" -f "$TOOLKIT/files/ranges.awk" -f "$TOOLKIT/files/listeners.awk"
}

# socket_processes INODE: prints the processes that have this socket; none where the kernel does not show them.
socket_processes() {
  find /proc/[0-9]*/fd -lname "socket:\[$1\]" 2>/dev/null | sed 's|^/proc/\([0-9]*\)/.*|\1|' | sort -un || true
}

# process_unit PID: prints the unit of the process, such as haproxy.service; nothing for a process that systemd did not start.
process_unit() { sed -n 's#.*/\([^/]*\.\(service\|scope\)\)\(/.*\)\{0,1\}$#\1#p' "/proc/$1/cgroup" 2>/dev/null | head -n 1; }

# stranger_at ADDRESS PORT UNIT...: describes the program that listens there and belongs to none of these units; prints nothing when there is
# none. A socket whose process the kernel does not show is ignored here: the program that binds the port will report it.
stranger_at() {
  local address stranger_port has inode stranger_words pid stranger_unit stranger_name
  address=$1 stranger_port=$2
  shift 2
  listeners "$address" "$stranger_port" | while read -r has inode; do
    stranger_words=
    for pid in $(socket_processes "$inode"); do
      stranger_unit=$(process_unit "$pid")
      case " $* " in *" ${stranger_unit:-none} "*) continue 2 ;; esac
      stranger_name=$(tr -c 'A-Za-z0-9._+:/@()-' '[?*]' 2>/dev/null <"/proc/$pid/comm" | sed 's/?$//' || true)
      if [ "$pid" -eq 1 ]; then
        stranger_unit=$(port_socket_unit "$stranger_port")
        # Without a socket unit, systemd only keeps the socket for a service that has it, too (FileDescriptorStoreMax=).
        [ -n "$stranger_unit" ] || continue
        case " $* " in *" ${stranger_unit%.socket}.service "*) continue 2 ;; esac
      fi
      [ -n "$stranger_words" ] || stranger_words="$stranger_name (process $pid${stranger_unit:+, $stranger_unit}) on $has"
    done
    if [ -n "$stranger_words" ]; then printf '%s\n' "$stranger_words"; fi
  done | head -n 1
}
