# shellcheck shell=dash
# What HAProxy really runs here: the program and the files of the master that serves, or, where none does, of the unit as systemd
# would start it, with its drop-ins and the variables of /etc/default or /etc/sysconfig.

need haproxy haproxy-unit

HAPROXY_PROGRAM=/usr/sbin/haproxy

# haproxy_command: prints the words of that command line, a line each.
haproxy_command() {
  if service_active haproxy && [ -r "/proc/$(haproxy_master)/cmdline" ]; then
    tr '\0' '\n' <"/proc/$(haproxy_master)/cmdline"
  else
    systemctl show -p ExecStart --value haproxy 2>/dev/null | sed -n 's/.* argv\[\]=\(.*\) ; ignore_errors=.*/\1/p' | unit_words
  fi
}

# unit_words < WORDS: splits them as systemd does: '$NAME' may become several, or none; the value of '${NAME}' stays one.
unit_words() {
  N2ACD_VARIABLES=$(unit_variables) awk '
    BEGIN {
      for (lines = split(ENVIRON["N2ACD_VARIABLES"], line, "\n"); i < lines; ) {
        at = index(line[++i], "=")
        value[substr(line[i], 1, at - 1)] = substr(line[i], at + 1)
      }
    }
    {
      n = split($0, word, " ")
      for (i = 1; i <= n; i++) {
        if (word[i] ~ /^\$[A-Za-z_][A-Za-z0-9_]*$/) {
          m = split(value[substr(word[i], 2)], part, " ")
          for (j = 1; j <= m; j++) { gsub(/^["\047]|["\047]$/, "", part[j]); print part[j] }
          continue
        }
        while (match(word[i], /\$[{][A-Za-z_][A-Za-z0-9_]*[}]/))
          word[i] = substr(word[i], 1, RSTART - 1) value[substr(word[i], RSTART + 2, RLENGTH - 3)] substr(word[i], RSTART + RLENGTH)
        print word[i]
      }
    }'
}

# unit_variables: prints NAME=VALUE, a line each; if a name occurs twice, the later one counts.
unit_variables() {
  local variables_file
  systemctl show -p Environment --value haproxy 2>/dev/null | xargs -r printf '%s\n' 2>/dev/null || true
  systemctl show -p EnvironmentFiles --value haproxy 2>/dev/null | sed 's/ (ignore_errors=.*//' | while read -r variables_file; do
    [ -r "$variables_file" ] || continue
    sed -e ':more' -e '/\\$/{N;s/\\\n//;b more' -e '}' "$variables_file" |
      sed -n -e 's/^[ \t]*\([A-Za-z_][A-Za-z0-9_]*\)=/\1=/' -e "s/^\([A-Za-z_0-9]*=\)\([\"']\)\(.*\)\2[ \t]*\$/\1\3/" -e '/^[A-Za-z_]/p'
  done
}

# haproxy_files < WORDS: prints the configuration files among them; for a folder, each of its files.
haproxy_files() {
  local from one
  from=/
  if service_active haproxy; then from=$(readlink "/proc/$(haproxy_master)/cwd" 2>/dev/null || echo /); fi
  awk 'rest { print; next } file { print; file = 0; next } $0 == "--" { rest = 1 } /^-f/ { file = 1 }' | while IFS= read -r one; do
    case "$one" in /*) ;; *) one=${from%/}/$one ;; esac
    if [ -d "$one" ]; then
      find -L "$one" -maxdepth 1 -type f -name '[!.]*.cfg'
    else
      printf '%s\n' "$one"
    fi
  done
}

# haproxy_kept_files: prints those that the variables of the package's unit name, which stay on n2acd-ha's command line.
haproxy_kept_files() { haproxy_options | unit_words | haproxy_files; }

# haproxy_other_files: prints the files that are loaded now, but that n2acd-ha would not load.
haproxy_other_files() {
  local other_kept other_file
  other_kept=$(haproxy_kept_files)
  haproxy_command | haproxy_files | sort -u | while IFS= read -r other_file; do
    if ! [ -e "$other_file" ] || loads_ourselves "$other_file" || printf '%s\n' "$other_kept" | grep -qxF "$other_file"; then continue; fi
    printf '%s\n' "$other_file"
  done
}

# loads_ourselves FILE: succeeds when n2acd-ha loads that file, however its path is spelled.
loads_ourselves() { same_place "$1" "$HAPROXY_CFG" || same_place "${1%/*}" "$HAPROXY_PARTS"; }

same_place() { [ "$(readlink -f -- "$1")" = "$(readlink -f -- "$2")" ]; }

# haproxy_other_program: prints the program that runs, if n2acd-ha would run another one.
haproxy_other_program() {
  local program program_real
  program=$(haproxy_command | head -n 1)
  if service_active haproxy; then
    program_real=$(readlink "/proc/$(haproxy_master)/exe" 2>/dev/null || true)
    # After an update of its package, a running program has this mark.
    program=${program_real:-$program}
    program=${program% (deleted)}
  fi
  case "$program" in /*) ;; *) program=$(command -v "$program" || true) ;; esac
  if [ -z "$program" ] || same_place "$program" "$HAPROXY_PROGRAM"; then return 0; fi
  printf '%s\n' "$program"
}

# require_loaded_once: ends the step when HAProxy would read a file twice: it refuses to start with a section that it reads twice.
require_loaded_once() {
  local file twice
  twice=$(haproxy_kept_files | while IFS= read -r file; do
    if loads_ourselves "$file"; then printf '%s ' "$file"; fi
  done)
  [ -z "$twice" ] ||
    fail "HAProxy would load ${twice% } twice: the variables of its unit, $(haproxy_options), name what it loads anyway; nothing was changed" \
      "take that -f out of $(unit_variable_files), and run up again"
}

unit_variable_files() {
  local variables_file
  systemctl show -p EnvironmentFiles --value haproxy 2>/dev/null | sed 's/ (ignore_errors=.*//' | while read -r variables_file; do
    [ ! -e "$variables_file" ] || printf '%s ' "$variables_file"
  done | sed 's/ $//'
}
