# shellcheck shell=dash disable=SC2154 # $folder_real comes from the toolkit
# Replaces what the toolkit writes, where nothing may be written: scratch files are variables, the journal is only read, and what would end
# a step is reported while the checks continue. Loaded after a step's own parts, which it overrides.
#
#   KIND TAB STEP TAB TEXT TAB REMEDY, a line each: problem (up would stop), warning, note, change (what up would do), fact

tell() { printf '%s\t%s\t%s\t%s\n' "$1" "$STEP" "$(printable "$2")" "$(printable "${3-}")" >&5; }

fail() {
  case "$1" in
    *', see above;'*) tell problem "${1%%, see above;*}, see the notes;${1#*, see above;}" "$2" ;;
    *) tell problem "$1" "$2" ;;
  esac
  exit "$SAID"
}

say() {
  case "$1" in
    'warning: '*) tell warning "${1#warning: }" ;;
    *) tell note "$1" ;;
  esac
}

# judge COMMAND...: runs a check in a subshell, so that the next one runs whatever this one finds.
judge() {
  local status
  set +e
  (set -e && "$@")
  status=$?
  set -e
  case "$status" in
    0 | "$SAID") ;;
    *) tell unknown "$1 ended with status $status, so it is not known what it would have said" ;;
  esac
}

# The journal.
record() { :; }
remember() { :; }
forget() { :; }
keep() { :; }
leaves() { :; }
make_journal() { :; }

require_writable() {
  local try_folder
  for try_folder in "$@"; do
    [ -w "$try_folder" ] || not_writable "$try_folder"
  done
}

# Scratch files.
memory_name() { printf 'memory_%s' "$1" | tr -c 'A-Za-z0-9' _; }

memory_set() { eval "$(memory_name "$1")=\$2"; }

text_of() {
  local text_name
  case "$1" in
    "$TOOLKIT"/*) n2acd_file "${1##*/}" ;;
    *)
      text_name=$(memory_name "$1")
      eval "text_said=\${$text_name-}"
      if [ -z "$text_said" ]; then return 0; fi
      printf '%s\n' "$text_said"
      ;;
  esac
}

copy_in() {
  local text
  memory_set "$2" ''
  text=$(in_folder "$(folder_of "$1")" read_here "${1##*/}")
  memory_set "$2" "${text#* }"
  memory_set "$2.owner" "${text%% *}"
}

# read_here NAME: prints its owner, a blank, and its content. Trailing line feeds, and any NUL, are lost.
read_here() {
  if [ -L "./$1" ] || [ ! -f "./$1" ]; then not_a_file "$1"; fi
  stat -c '%U ' "./$1" | tr -d '\n'
  timeout -k 1 20 dd if="./$1" iflag=nofollow,nonblock,fullblock bs=65536 count=2048 2>/dev/null | tr -d '\000' ||
    fail "$folder_real/$1 could not be read" "see that it is a plain file of a reasonable size, and run up again"
}

copied_owner() { text_of "$1.owner"; }

# PostgreSQL: a query that fails is repeated for the text of its error.
ask() {
  [ -n "${PSQL-}" ] || find_psql
  if printf '%s\n' "$2" | sql_plainly "$1" 2>/dev/null; then return 0; fi
  ask_refused "$1" "$(printf '%s\n' "$2" | sql_plainly "$1" 2>&1 >/dev/null | psql_words)"
}

# Apache.
apache_facts() {
  local facts
  facts=$(apache_facts_said)
  memory_set "$1" "$facts"
  [ -n "$facts" ]
}

reader=
# as_reader COMMAND...: runs it as a user that may read everything and write nothing. As root, rpm writes beside its database even for a
# query, and apt writes its cache of packages and a log.
as_reader() {
  if [ -z "$reader" ]; then
    reader='setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search'
    $reader true >/dev/null 2>&1 || reader='env'
  fi
  $reader "$@"
}

rpm() { as_reader rpm "$@"; }
