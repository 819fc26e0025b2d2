# shellcheck shell=dash
# How a step waits for something.

# await SECONDS [every PAUSE] COMMAND...: tries COMMAND until it succeeds, PAUSE seconds apart, 0.1 by default; returns 1 once SECONDS are over.
# It measures the time since boot, which nobody can set.
await() {
  local hundredths end pause=0.1
  in_hundredths "$1"
  end=$hundredths
  shift
  if [ "$1" = every ]; then
    pause=$2
    shift 2
  fi
  since_boot
  end=$((end + hundredths))
  until "$@"; do
    since_boot
    [ "$hundredths" -lt "$end" ] || return 1
    sleep "$pause"
  done
}

# await_quiet SECONDS COMMAND...: waits until COMMAND prints nothing. Otherwise $complaint is what it printed last.
await_quiet() {
  local seconds="$1"
  shift
  await "$seconds" is_quiet "$@"
}

is_quiet() {
  complaint=$("$@")
  [ -z "$complaint" ]
}

# in_hundredths NUMBER: sets $hundredths to NUMBER in hundredths.
in_hundredths() {
  local part=
  case "$1" in *.*) part=${1#*.} ;; esac
  part=${part}00
  # The 1 keeps a leading 0 from making an octal number of it.
  hundredths=$((${1%.*} * 100 + 1${part%"${part#??}"} - 100))
}

# since_boot: sets $hundredths to the hundredths of a second since boot.
since_boot() {
  local up
  read -r up _ </proc/uptime
  in_hundredths "$up"
}
