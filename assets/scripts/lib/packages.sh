# shellcheck shell=sh disable=SC2034 # $pm is for the step
# Packages: what a transaction of ours brought in is what was not there before it, dependencies and system users
# included. A package manager that is cut is asked again, by whichever run comes next.

need os

use_package_manager() {
  case "$(os_family)" in
    apt) pm=apt && need apt ;;
    dnf) pm=dnf && need dnf ;;
    *) fail "$(os_field PRETTY_NAME) is neither of the RHEL family nor Debian or Ubuntu" "use a supported system" ;;
  esac
  make_journal
}

# pm_run PROGRAM ARGS...: its words go to the log, its services' default umask is kept, nothing asks.
pm_run() {
  (umask 022 && timeout -k 60 "${N2ACD_PACKAGES_WAIT:-600}" "$@" </dev/null >>"$STATE/$STEP/log" 2>&1)
}

# pm_reason [LINES]: those of the log that say why; else its last one.
# shellcheck disable=SC2120 # the callers that say how many lines are in apt.sh and dnf.sh
pm_reason() {
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

# With their homes: NAME:HOME.
users() { cut -d: -f1,6 "$ROOT/etc/passwd"; }
groups_here() { cut -d: -f1 "$ROOT/etc/group"; }

# begin_transaction: what there is now. The packages come last: their list says that all of it is there.
begin_transaction() {
  if remembers before.packages; then return 0; fi
  record before.users "$(users)"
  record before.groups "$(groups_here)"
  # A package of ours, whose removal was cut, is none of them.
  record before.leftovers "$(pm_leftovers | grep -vxF "$(recall came.packages)" || true)"
  record before.packages "$(pm_installed)"
}

# settle_transaction: adds to the journal what came since it began.
settle_transaction() {
  remembers before.packages || return 0
  note_new users "$(users)"
  note_new groups "$(groups_here)"
  record came.leftovers "$(recall before.leftovers && recall came.leftovers)"
  note_new packages "$(pm_installed)"
  forget before.packages
}

# settle_cut: the same for a transaction of an earlier run.
settle_cut() {
  remembers before.packages || return 0
  say "cleans up after a package transaction that was cut"
  # What was only begun is brought to its end before it is taken back, so that all of it is known.
  # shellcheck disable=SC2046 # a word a package
  [ "$ACTION" = apply ] || pm_install $(args package) || true
  pm_sweep
  settle_transaction
}

# note_new KIND LINES: those that were not there before, into the journal's list of what came.
note_new() {
  note_lines=$(printf '%s\n' "$2" | grep -vxF -f "$STATE/$STEP/before.$1" || true)
  record "came.$1" "$(printf '%s\n%s\n' "$(recall "came.$1")" "$note_lines" | grep . | sort -u || true)"
}

# removable NAMES: without those that something installed since needs, and what these need in turn.
removable() {
  removable_left=$1
  # shellcheck disable=SC2086 # a word a package
  if ! pm_goes_with $1 | grep -qvxF "$1"; then
    printf '%s' "$1"
    return 0
  fi
  while :; do
    removable_next=
    for package in $removable_left; do
      removable_extra=$(pm_goes_with "$package" | grep -vxF "$removable_left" || true)
      if [ -z "$removable_extra" ]; then
        removable_next="$removable_next$package
"
      else
        say "leaves $package: $(printf '%s' "$removable_extra" | head -n 1) needs it now"
      fi
    done
    removable_next=${removable_next%?}
    [ "$removable_next" != "$removable_left" ] || break
    removable_left=$removable_next
  done
  printf '%s' "$removable_left"
}

# remove_home FOLDER: what is empty in it, such as the mount point of /dev/log that systemd makes for haproxy and that
# keeps dpkg from removing the folder.
remove_home() {
  case "$1" in "$ROOT"/var/lib/?*) ;; *) return 0 ;; esac
  if [ ! -d "$1" ] || pm_owns "$1"; then return 0; fi
  find "$1" -xdev -depth \( -type d -o -type s -o -size 0 \) -delete 2>/dev/null || true
}

# remove_users: system users and groups that the packages made and left behind, and their homes.
remove_users() {
  for user in $(recall came.users); do
    remove_home=${user#*:}
    user=${user%%:*}
    if id "$user" >/dev/null 2>&1; then
      [ "$(id -u "$user")" -lt 1000 ] || continue
      userdel "$user" >>"$STATE/$STEP/log" 2>&1 || say "leaves the user $user: it is in use"
    fi
    remove_home "$remove_home"
  done
  for group in $(recall came.groups | grep -xF "$(groups_here)" || true); do
    groupdel "$group" >>"$STATE/$STEP/log" 2>&1 || say "leaves the group $group: it is in use"
  done
}
