# shellcheck shell=dash disable=SC2030,SC2031 # $folder_real is for the commands in that folder
# Files in folders that may belong to another user: no other module reads, writes, renames or removes files there.
#
# The owner of a folder may replace any name in it, and the folder itself, at any moment. Therefore:
#   - A folder is entered once, and everything is done in it by plain names, so that it cannot be exchanged meanwhile.
#   - A file is copied into root's own folder by `cp -P`, which follows no symlink and checks that it opened the file that it had
#     examined. Only that copy is read.
#   - A new file is prepared in root's own folder, and written into the other one through a descriptor of a new file with a random
#     name (O_EXCL), which also gets owner and mode. Once it is on disk it is renamed, which follows no symlink.
# What the owner can still do with the names in between was possible without n2acd-ha, too.

# folder_of FILE
folder_of() { case "$1" in /*/*) printf '%s' "${1%/*}" ;; *) printf / ;; esac }

# in_folder FOLDER COMMAND...: runs COMMAND in a subshell, in that folder.
in_folder() (
  # cd itself may follow symlinks that others have made, so the folder that it reached is checked afterwards.
  cd -P -- "$1" 2>/dev/null || fail "there is no folder $1" "see where it went, correct the setting, and run up again"
  folder_real=$(readlink /proc/self/cwd)
  [ "$folder_real" = "$1" ] || require_own_way "$1" "$(owner_here)"
  shift
  "$@"
)

# owner_here: prints the owner of the current folder: the name, or the number where there is no name.
owner_here() {
  local owner_name
  owner_name=$(stat -c %U .)
  if [ "$owner_name" = UNKNOWN ]; then stat -c %u .; else printf '%s' "$owner_name"; fi
}

# require_own_way PATH OWNER: ends the step unless only root and OWNER, who owns the folder that PATH resolves to, could have made the
# symlinks in PATH.
require_own_way() {
  local said others
  said=$(namei -l -- "$1" 2>/dev/null || true)
  [ -n "$said" ] || fail "the command namei, which shows who owns the folders on the way to $1, is missing or does not work" "install util-linux, and run up again"
  others=$(printf '%s\n' "$said" | awk -v owner="$2" '
    $1 !~ /^[dl]/ { next }
    $2 != "root" && $2 != owner { print $2; exit }
    $1 ~ /^d.......w[^tT]/ || (owner == "root" && $1 ~ /^d....w...[^tT]/) { print "everybody in the group " $3; exit }')
  [ -z "$others" ] || fail "$1 leads through links into a folder of $2, and $others could redirect these links" \
    "name the file by its real path, or give the folders on that way to $2 or root alone, and run up again"
}

# make_folders FOLDER: makes the folder and its missing parents, owned by root and readable by everybody.
make_folders() {
  if [ -d "$1" ]; then return 0; fi
  make_folders "$(folder_of "$1")"
  (umask 022 && in_folder "$(folder_of "$1")" mkdir -- "${1##*/}")
}

# real_path FILE: prints FILE with its symlinks resolved, once require_own_way has accepted them.
real_path() {
  local real_found real_owner
  real_found=$(readlink -f -- "$1" || true)
  real_found=${real_found:-$1}
  if [ "$real_found" != "$1" ] && [ -d "$(folder_of "$real_found")" ]; then
    real_owner=$(cd -P -- "$(folder_of "$real_found")" && owner_here)
    require_own_way "$1" "$real_owner"
  fi
  printf '%s' "$real_found"
}

# copy_in FILE COPY [or-link]: copies FILE with owner, mode and label to COPY in root's own folder. With 'or-link', FILE may be a symlink.
copy_in() {
  rm -f -- "$2"
  in_folder "$(folder_of "$1")" copy_here "${1##*/}" "$2" "${3-}"
}

# copied_owner COPY: prints the owner of the file that was copied.
copied_owner() { stat -c %U "$1"; }

copy_here() {
  if [ "$3" != or-link ] || [ ! -L "./$1" ]; then
    if [ -L "./$1" ] || [ ! -f "./$1" ]; then not_a_file "$1"; fi
  fi
  # A named pipe put in the file's place must not block the step, and an endless file must not fill the disk.
  (ulimit -f 131072 2>/dev/null || true; timeout -k 1 20 cp -P --preserve=all -T -- "./$1" "$2") ||
    fail "$folder_real/$1 could not be read" "see that it is a plain file of a reasonable size, and run up again"
  if [ "$3" != or-link ] && [ -L "$2" ]; then not_a_file "$1"; fi
}

not_a_file() {
  fail "$folder_real/$1 is not a plain file" "find out who put something else in its place, correct that, and run up again"
}

# place NEW FILE [label]: replaces FILE with NEW, which is ready in root's own folder, with owner and mode. With 'label', NEW
# keeps its SELinux label; otherwise it gets the label that belongs to that path.
place() { in_folder "$(folder_of "$2")" place_here "$1" "${2##*/}" "${3-}"; }

place_here() {
  local here_new
  sweep_here "$2"
  here_new=$(mktemp -u "./.$2.n2acd-ha.XXXXXXXXXXXX")
  if place_write "$1" "$here_new" "$3" && mv -fT -- "$here_new" "./$2" && sync .; then
    if [ -z "$3" ] && command -v restorecon >/dev/null 2>&1; then restorecon "./$2" || true; fi
    return 0
  fi
  rm -f -- "$here_new"
  fail "$folder_real/$2 could not be written" "make room there, or mount it writable, and run up again"
}

# place_write NEW NAME LABEL: copies NEW to the new file NAME. With noclobber, '>' opens with O_EXCL.
place_write() {
  if [ -L "$1" ]; then
    ln -s -- "$(readlink "$1")" "$2"
    return
  fi
  (
    umask 077
    set -C
    exec 8>"$2" || exit 1
    cp --preserve=mode,ownership,timestamps -- "$1" /proc/self/fd/8 || exit 1
    if [ -n "$3" ] && command -v selinuxenabled >/dev/null 2>&1 && selinuxenabled; then
      chcon --reference="$1" /proc/self/fd/8 || exit 1
    fi
    sync /proc/self/fd/8
  )
}

# remove FILE...: unlinking follows no symlink.
remove() {
  local file
  for file in "$@"; do
    if [ -e "$file" ] || [ -L "$file" ]; then
      in_folder "$(folder_of "$file")" rm -f -- "./${file##*/}"
    fi
  done
}

# sweep FILE: removes what an interrupted run has left beside FILE.
sweep() {
  if [ -d "$(folder_of "$1")" ]; then in_folder "$(folder_of "$1")" sweep_here "${1##*/}"; fi
}

sweep_here() {
  local swept
  for swept in "./.$1.n2acd-ha" "./.$1.n2acd-ha."????????????; do
    if [ -e "$swept" ] || [ -L "$swept" ]; then rm -f -- "$swept"; fi
  done
}
