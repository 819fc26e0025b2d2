# shellcheck shell=sh
# Archives are compared with ci/checksums.txt before anything of them is unpacked; sourced in the project's folder.

# checksum_of FILE: the one that is pinned for a file of that name; nothing when there is none, or more than one.
checksum_of() {
  awk -v file="$1" '/^#/ { next } $2 == file { sum = $1; lines++ } END { if (lines == 1 && length(sum) == 64 && sum !~ /[^0-9a-f]/) print sum }' \
    ci/checksums.txt
}

# require_checksum FOLDER FILE: that file, there, is the pinned one; else it is removed.
require_checksum() {
  checksum_wanted=$(checksum_of "$2")
  if [ -z "$checksum_wanted" ]; then
    echo "error: ci/checksums.txt has no checksum for $2, so it is not unpacked. How it gets one: the head of that file." >&2
  elif ! printf '%s  %s\n' "$checksum_wanted" "$1/$2" | sha256sum -c --status -; then
    echo "error: $2 is not the archive that ci/checksums.txt pins, and is not unpacked: it was altered, or cut on its way." >&2
  else
    return 0
  fi
  rm -f "$1/$2"
  return 1
}
