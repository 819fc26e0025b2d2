# shellcheck shell=sh
# Who has a TCP port here: the program, its process, and the unit that it belongs to; a socket that systemd holds for a service that does
# not run yet is the socket unit's.

need port

# listeners ADDRESS PORT: 'ADDRESS INODE' of the sockets that keep it from being bound.
listeners() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v address="$1" -v port="$2" -f "$TOOLKIT/files/ranges.awk" -f "$TOOLKIT/files/listeners.awk"
}

# socket_processes INODE: those that have it; none where the kernel won't tell.
socket_processes() {
  find /proc/[0-9]*/fd -lname "socket:\[$1\]" 2>/dev/null | sed 's|^/proc/\([0-9]*\)/.*|\1|' | sort -un || true
}

# process_unit PID: such as haproxy.service; nothing for a process that systemd did not start.
process_unit() { sed -n 's#.*/\([^/]*\.\(service\|scope\)\)\(/.*\)\{0,1\}$#\1#p' "/proc/$1/cgroup" 2>/dev/null | head -n 1; }

# stranger_at ADDRESS PORT UNIT...: who has it that is none of these units, in words; nothing when nobody else has it. A socket whose
# process the kernel does not tell is left to whoever tries to bind.
stranger_at() {
  stranger_address=$1 stranger_port=$2
  shift 2
  listeners "$stranger_address" "$stranger_port" | while read -r stranger_has stranger_inode; do
    stranger_words=
    for stranger_pid in $(socket_processes "$stranger_inode"); do
      stranger_unit=$(process_unit "$stranger_pid")
      case " $* " in *" ${stranger_unit:-none} "*) continue 2 ;; esac
      stranger_name=$(tr -c 'A-Za-z0-9._+:/@()-' '[?*]' 2>/dev/null <"/proc/$stranger_pid/comm" | sed 's/?$//' || true)
      if [ "$stranger_pid" -eq 1 ]; then
        stranger_unit=$(port_socket_unit "$stranger_port")
        # Without a socket unit, systemd only keeps it for a service that has it as well (FileDescriptorStoreMax=).
        [ -n "$stranger_unit" ] || continue
        case " $* " in *" ${stranger_unit%.socket}.service "*) continue 2 ;; esac
      fi
      [ -n "$stranger_words" ] || stranger_words="$stranger_name (process $stranger_pid${stranger_unit:+, $stranger_unit}) on $stranger_has"
    done
    if [ -n "$stranger_words" ]; then printf '%s\n' "$stranger_words"; fi
  done | head -n 1
}
