# shellcheck shell=dash
# Makes and removes the system users of n2acd-ha. Each command runs in a session of its own: if it were killed half-way along with the step, it
# would leave locks or lines that stop the next one.

# add_user USER KEY COMMAND...: makes the system user with COMMAND unless it exists. The journal has KEY if it was made.
add_user() {
  local user said
  user=$1
  if id -u "$user" >/dev/null 2>&1; then return 0; fi
  record "$2" yes
  shift 2
  said=$(setsid -w "$@" 2>&1) ||
    fail "$1 cannot make the system user $user: $(printf '%s\n' "$said" | tail -n 1)" "correct what it says, and run up again"
}

# undo_user USER KEY: removes the user and its group if add_user made them.
undo_user() {
  if ! remembers "$2"; then return 0; fi
  if id -u "$1" >/dev/null 2>&1; then
    setsid -w userdel "$1" 2>/dev/null || say "leaves the user $1: it is in use"
  fi
  if getent group "$1" >/dev/null; then
    setsid -w groupdel "$1" 2>/dev/null || say "leaves the group $1: it is in use"
  fi
}
