# shellcheck shell=sh
# Programs that come with the toolkit, as whole folders.

# program_print FOLDER...: a fingerprint of all that is in them.
program_print() {
  for program_folder in "$@"; do
    (cd "$program_folder" 2>/dev/null && find . -type f ! -path '*/__pycache__/*' -exec sha256sum {} + | LC_ALL=C sort -k 2) || true
  done | sha256sum
}

# program_put HOME SOURCE [PART]: the whole program at once; PART as a folder in it.
program_put() {
  rm -rf "$1.new" "$1.old"
  cp -R "$2" "$1.new"
  if [ -n "${3-}" ]; then cp -R "$3" "$1.new/${3##*/}"; fi
  find "$1.new" -name __pycache__ -prune -exec rm -rf {} +
  chown -R root:root "$1.new"
  chmod -R u=rwX,go=rX "$1.new"
  find "$1.new" -exec sync {} +
  if [ -e "$1" ]; then mv "$1" "$1.old"; fi
  mv "$1.new" "$1"
  sync "${1%/*}"
  rm -rf "$1.old"
  if command -v restorecon >/dev/null; then restorecon -R "$1" || true; fi
}
