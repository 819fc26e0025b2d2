# shellcheck shell=dash
# Files of the operator that HAProxy read when it was loaded: see lib/haproxy-reads.sh.

need haproxy haproxy-reads

# inspect_reads CONFIG: reports the files that have changed since HAProxy last read them. A reload outside of up counts too.
inspect_reads() {
  local reads_up since line file
  if [ -z "$(reads_files "$1")" ]; then return 0; fi
  reads_up=$(haproxy_info Uptime_sec)
  since=$(($(date +%s) - ${reads_up:-0}))
  reads_print "$1" | while IFS= read -r line; do
    file=${line#*  }
    if recall reads | grep -qxF "$line" || [ "$(stat -L -c %Z "$file")" -lt "$since" ]; then continue; fi
    drift certificate "$file" "as HAProxy has it" "another one by now: repair brings it to HAProxy"
  done
}
