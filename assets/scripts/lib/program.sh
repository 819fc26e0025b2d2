# shellcheck shell=dash
# Programs that come with the toolkit, as whole folders.

# program_print FOLDER...: prints a fingerprint of all that is in them.
program_print() {
  local folder
  for folder in "$@"; do
    (cd "$folder" 2>/dev/null && find . -type f ! -path '*/__pycache__/*' -exec sha256sum {} + | LC_ALL=C sort -k 2) || true
  done | sha256sum
}

# program_stands HOME FOLDER...: succeeds when the program is there as program_put installs it.
program_stands() {
  local program_home wanted program_part
  program_home=$1
  shift
  wanted=$(program_print "$@")
  if [ $# -eq 1 ]; then
    set -- "$program_home"
  else
    for program_part in "$@"; do
      shift
      set -- "$@" "$program_home/${program_part##*/}"
    done
  fi
  [ "$(program_print "$@")" = "$wanted" ]
}

# program_put HOME FOLDER...: installs the whole program at once: one folder as HOME itself, several inside it.
program_put() {
  local program_home
  program_home=$1
  shift
  rm -rf "$program_home.new" "$program_home.old"
  [ $# -eq 1 ] || mkdir "$program_home.new"
  cp -R "$@" "$program_home.new"
  find "$program_home.new" -name __pycache__ -prune -exec rm -rf {} +
  chown -R root:root "$program_home.new"
  chmod -R u=rwX,go=rX "$program_home.new"
  find "$program_home.new" -exec sync {} +
  if [ -e "$program_home" ]; then mv "$program_home" "$program_home.old"; fi
  mv "$program_home.new" "$program_home"
  sync "${program_home%/*}"
  rm -rf "$program_home.old"
  if command -v restorecon >/dev/null; then restorecon -R "$program_home" || true; fi
}
