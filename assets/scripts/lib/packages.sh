# shellcheck shell=dash disable=SC2034 # $pm is for the step
# Packages: whatever was not there before a transaction of n2acd-ha counts as installed by it, dependencies and system users included. A
# transaction that was interrupted is completed by the next run, whichever that is.

need os

use_package_manager() {
  case "$(os_family)" in
    apt) pm=apt && need apt ;;
    dnf) pm=dnf && need dnf ;;
    *) fail "$(os_field PRETTY_NAME) is neither of the RHEL family nor Debian or Ubuntu" "use a supported system" ;;
  esac
  make_journal
}

# pm_run PROGRAM ARGS...: runs PROGRAM without input and with its output in the log. Services get their default umask; nothing asks questions.
pm_run() {
  (umask 022 && timeout -k 60 "${N2ACD_PACKAGES_WAIT:-600}" "$@" </dev/null >>"$STATE/$STEP/log" 2>&1)
}

# pm_reason [LINES]: prints the last lines of the log that give a reason, 3 by default; without any, the last line of the log.
# shellcheck disable=SC2120 # the callers that say how many lines are in apt.sh and dnf.sh
pm_reason() {
  local reason_lines
  reason_lines=$(text_of "$STATE/$STEP/log" | awk -f "$TOOLKIT/files/package-reasons.awk" | tail -n "${1-3}" | tr -s ' \n' ' ' | sed 's/[. ]*$//')
  printf '%s' "${reason_lines:-it said nothing}"
}

# pm_remedy: what a person can do about that reason.
pm_remedy() {
  # shellcheck disable=SC2119
  case "$(pm_reason)" in
    *'held packages will be changed'* | *'Held packages were changed'*)
      echo "agree to it with 'apt-mark unhold' of what is named, and run up again"
      ;;
    *'exclude filtering'*)
      echo "allow it: see exclude= in /etc/dnf/dnf.conf and /etc/yum.repos.d, and 'dnf versionlock list'; then run up again"
      ;;
    *'modular filtering'*) echo "enable the module stream that has it, see 'dnf module list', and run up again" ;;
    *'no installation candidate'*) echo "see 'apt-cache policy' of it, and the pins in /etc/apt/preferences.d; then run up again" ;;
    *)
      echo "see that this host's repositories offer it (n2pg-aux is the vendor's) and that $STATE/$STEP/log holds no other cause, then run up again"
      ;;
  esac
}

missing_packages() { for package in $(args package); do pm_has "$package" || printf '%s ' "$package"; done; }

# Each with the home folder: NAME:HOME.
users() { cut -d: -f1,6 "$ROOT/etc/passwd"; }
groups_here() { cut -d: -f1 "$ROOT/etc/group"; }

# begin_transaction: records the state before it. The packages come last: once their list exists, the record is complete.
begin_transaction() {
  if remembers before.packages; then return 0; fi
  record before.users "$(users)"
  record before.groups "$(groups_here)"
  # A package of n2acd-ha whose removal was interrupted does not count.
  record before.leftovers "$(pm_leftovers | grep -vxF "$(recall came.packages)" || true)"
  record before.packages "$(pm_installed)"
}

# settle_transaction: adds to the journal what the transaction has added to the host.
settle_transaction() {
  remembers before.packages || return 0
  note_new users "$(users)"
  note_new groups "$(groups_here)"
  record came.leftovers "$(recall before.leftovers && recall came.leftovers)"
  note_new packages "$(pm_installed)"
  forget before.packages
}

# settle_cut: the same for a transaction of an earlier run that was interrupted.
settle_cut() {
  remembers before.packages || return 0
  say "cleans up after a package transaction that was cut"
  # A transaction that was only begun is completed before it is undone, so that everything in it is known.
  # shellcheck disable=SC2046 # a word a package
  [ "$ACTION" = apply ] || pm_install $(args package) || true
  pm_sweep
  settle_transaction
}

# note_new KIND LINES: adds the lines that were not there before the transaction to the journal's list of that kind.
note_new() {
  local lines
  lines=$(printf '%s\n' "$2" | grep -vxF -f "$STATE/$STEP/before.$1" || true)
  record "came.$1" "$(printf '%s\n%s\n' "$(recall "came.$1")" "$lines" | grep . | sort -u || true)"
}

# removable NAMES: prints these packages, except those that something installed since then needs, and what those need in turn.
removable() {
  local removable_left next extra
  removable_left=$1
  # shellcheck disable=SC2086 # a word a package
  if ! pm_goes_with $1 | grep -qvxF "$1"; then
    printf '%s' "$1"
    return 0
  fi
  while :; do
    next=
    for package in $removable_left; do
      extra=$(pm_goes_with "$package" | grep -vxF "$removable_left" || true)
      if [ -z "$extra" ]; then
        next="$next$package
"
      else
        say "leaves $package: $(printf '%s' "$extra" | head -n 1) needs it now"
      fi
    done
    next=${next%?}
    [ "$next" != "$removable_left" ] || break
    removable_left=$next
  done
  printf '%s' "$removable_left"
}

# remove_home FOLDER: removes what is empty in FOLDER, and then FOLDER if it is empty. For haproxy, systemd makes a mount point for /dev/log
# there, which keeps dpkg from removing the folder.
remove_home() {
  case "$1" in "$ROOT"/var/lib/?*) ;; *) return 0 ;; esac
  if [ ! -d "$1" ] || pm_owns "$1"; then return 0; fi
  find "$1" -xdev -depth \( -type d -o -type s -o -size 0 \) -delete 2>/dev/null || true
}

# remove_users: removes system users and groups that the packages made and left behind, and the users' home folders.
remove_users() {
  local home group
  for user in $(recall came.users); do
    home=${user#*:}
    user=${user%%:*}
    if id "$user" >/dev/null 2>&1; then
      [ "$(id -u "$user")" -lt 1000 ] || continue
      userdel "$user" >>"$STATE/$STEP/log" 2>&1 || say "leaves the user $user: it is in use"
    fi
    remove_home "$home"
  done
  for group in $(recall came.groups | grep -xF "$(groups_here)" || true); do
    groupdel "$group" >>"$STATE/$STEP/log" 2>&1 || say "leaves the group $group: it is in use"
  done
}
