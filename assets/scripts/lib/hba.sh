# shellcheck shell=dash disable=SC2154 # the step says which $role
# pg_hba.conf: n2acd-ha's block comes first in the file, so that no broader line precedes it. It has only addresses: a host name there would
# make PostgreSQL ask DNS about every client that no line above matches.

need addresses postgres

HBA_BEGIN='# BEGIN n2acd-ha (the health checks; changes between these two lines do not last)'
HBA_END='# END n2acd-ha'

# hba_lines ADDRESS...: prints the lines that $role needs.
hba_lines() {
  local address bits
  for address in 127.0.0.1 ::1 "$@"; do
    bits=32
    [ "$(family_of "$address")" = ipv4 ] || bits=128
    printf 'host postgres %s %s/%s scram-sha-256\n' "$role" "$address" "$bits"
  done
}

# hba_former FILE ADDRESS...: prints the lines of the block there that only the previous configuration needs.
hba_former() {
  local former_of
  former_of=$1
  shift
  text_of "$former_of" | sed -n '/^# BEGIN n2acd-ha/,/^# END n2acd-ha/{/^host /p;}' | grep -vxF "$(hba_lines "$@")" || true
}

# hba_rest FILE: prints the file without the block, byte for byte.
hba_rest() { text_of "$1" | sed '/^# BEGIN n2acd-ha/,/^# END n2acd-ha/d'; }

# hba_block FORMER ADDRESS...: prints the block, with the lines FORMER of the previous configuration.
hba_block() {
  local hba_before
  hba_before=$1
  shift
  printf '%s\n' "$HBA_BEGIN"
  hba_lines "$@"
  printf '%s' "$hba_before${hba_before:+$LINE_FEED}"
  printf '%s\n' "$HBA_END"
}

# wanted_hba FILE FORMER ADDRESS...: prints what should be in the file.
wanted_hba() {
  local hba_of
  hba_of=$1
  shift
  hba_block "$@" && hba_rest "$hba_of"
}

require_whole_block() {
  [ "$(text_of "$1" | grep -c '^# BEGIN n2acd-ha')" = "$(text_of "$1" | grep -c '^# END n2acd-ha')" ] ||
    fail "$hba has only one of the lines '# BEGIN n2acd-ha' and '# END n2acd-ha'" "remove that line and the lines of n2acd-ha beside it, and run up again"
}

# write_hba FILE < content: keeps owner, mode and label. In a data folder outside the usual place, a file has its label only by hand.
write_hba() {
  local hba_new
  hba_new=$STATE/$STEP/.hba.new
  copy_in "$1" "$hba_new"
  cat >"$hba_new"
  chmod ug-s "$hba_new"
  place "$hba_new" "$1" label
  rm -f "$hba_new"
}

# find_hba SAID COPY: sets $hba to the file that PostgreSQL names in SAID, and makes COPY of it in root's own folder. A superuser of the
# database may make it name any file. So the file is accepted only if it and its folder belong to root or to PostgreSQL's user, and if it
# reads like a pg_hba.conf.
find_hba() {
  local hba_user folder_owner odd
  case "$1" in
    /*) ;;
    *) fail "PostgreSQL on port ${hba_port:-$port} says that its hba_file is '$1'" "correct hba_file, and run up again" ;;
  esac
  hba=$(real_path "$1")
  copy_in "$hba" "$2"
  hba_user=$(arg postgres_user postgres)
  folder_owner=$(in_folder "$(folder_of "$hba")" owner_here)
  for hba_owner in "$(copied_owner "$2")" "$folder_owner"; do
    case "$hba_owner" in
      root | "$hba_user") ;;
      *)
        fail "$hba, which PostgreSQL names as its hba_file, is in the control of $hba_owner" \
          "give the file and its folder to root or to $hba_user, and run up again"
        ;;
    esac
  done
  odd=$(text_of "$2" | hba_odd_line)
  [ -z "$odd" ] || fail "$hba, which PostgreSQL names as its hba_file, does not read like a pg_hba.conf: line $odd" \
    "see what 'SHOW hba_file' says and why, and run up again"
}

# hba_odd_line < TEXT: prints the number of the first line that PostgreSQL would not accept. Its content is not shown.
hba_odd_line() {
  awk '
    { continued = goes_on; goes_on = /\\[ \t\r]*$/ }
    continued || /^[ \t\r]*(#|$)/ { next }
    tolower($1) !~ /^"?(local|host|hostssl|hostnossl|hostgssenc|hostnogssenc|include|include_if_exists|include_dir)"?$/ { print FNR; exit }'
}

# admit_role PORT ADDRESS...: admits the role from these addresses, besides those that the block admits already.
admit_role() {
  local now
  hba_port=$1
  shift
  use_hba "$hba_port"
  now=$(hba_former "$hba_copy" "$@")
  record "hba.$hba_port.former" "$now"
  leaves "$now"
  hba_put "$hba_port" "$now" "$@"
}

# admit_role_only PORT ADDRESS...: admits the role from these addresses alone.
admit_role_only() {
  hba_port=$1
  shift
  use_hba "$hba_port"
  hba_put "$hba_port" '' "$@"
  forget "hba.$hba_port.former"
}

# use_hba PORT: sets $hba to the file that PostgreSQL reads, and $hba_copy to a copy of it.
use_hba() {
  hba_said=$(ask "$1" 'SHOW hba_file;')
  [ -d "$STATE/$STEP" ] || mkdir -p "$STATE/$STEP"
  hba_copy=$STATE/$STEP/.hba
  find_hba "$hba_said" "$hba_copy"
  require_whole_block "$hba_copy"
  record "hba.$1" "$hba"
}

# hba_put PORT FORMER ADDRESS...: puts what is wanted into $hba, and makes PostgreSQL read it.
hba_put() {
  hba_port=$1
  shift
  wanted_hba "$hba_copy" "$@" >"$STATE/$STEP/hba.$hba_port.wanted"
  if ! cmp -s "$STATE/$STEP/hba.$hba_port.wanted" "$hba_copy"; then
    check_hba
    say "admits the role $role from the SMS nodes in $hba"
    save_file "$hba"
    keep "$hba_copy" "$STATE/$STEP/hba.$hba_port.before"
    record "hba.$hba_port.reload" owed
    write_hba "$hba" <"$STATE/$STEP/hba.$hba_port.wanted"
  fi
  rm -f "$hba_copy"
  forget "hba.$hba_port.wanted"
  if remembers "hba.$hba_port.reload"; then
    check_hba
    ask "$hba_port" 'SELECT pg_reload_conf();' >/dev/null
    forget "hba.$hba_port.reload"
  fi
  forget "hba.$hba_port.before"
}

# check_hba: ends the step when a line is wrong, because PostgreSQL then loads nothing of the file. The block is removed again.
check_hba() {
  hba_wrong=$(hba_objection "$hba_port")
  if [ -z "$hba_wrong" ]; then return 0; fi
  if remembers "hba.$hba_port.before"; then write_hba "$hba" <"$STATE/$STEP/hba.$hba_port.before"; fi
  forget "hba.$hba_port.reload"
  hba_refused "$hba_port" "$hba_wrong"
}

# hba_objection PORT: prints PostgreSQL's objection to the file as it is on disk; nothing when it accepts it.
hba_objection() {
  # From 16 on, the line may be in an included file.
  ask "$1" "SELECT coalesce(to_json(wrong) ->> 'file_name', current_setting('hba_file'))
  || coalesce(', line ' || line_number, '') || ': ' || error FROM pg_hba_file_rules AS wrong WHERE error IS NOT NULL LIMIT 1;"
}

# hba_refused PORT OBJECTION
hba_refused() {
  local shown
  shown=$(printf '%s\n' "$2" | shown_words)
  fail "PostgreSQL on port $1 does not accept $shown" "correct that line and run up again"
}

# unadmit_role PORT: removes the block, whatever else has changed in the file since.
unadmit_role() {
  hba=$(recall "hba.$1")
  if [ -z "$hba" ] || [ ! -e "$hba" ]; then return 0; fi
  hba_copy=$STATE/$STEP/.hba
  copy_in "$hba" "$hba_copy"
  require_whole_block "$hba_copy"
  if grep -q '^# BEGIN n2acd-ha' "$hba_copy"; then
    record "hba.$1.reload" owed
    keep "$hba_copy" "$STATE/$STEP/hba.$1.before"
    hba_rest "$STATE/$STEP/hba.$1.before" | write_hba "$hba"
  fi
  if remembers "hba.$1.reload"; then
    ask "$1" 'SELECT pg_reload_conf();' >/dev/null
    forget "hba.$1.reload"
  fi
  drop_backup "$hba"
}
