# The common beginning of the rules about Apache's configuration: it skips the facts of our own file, sets `at` to the place of a fact, and
# defines wrong(), which prints a violation.

BEGIN { FS = "\t" }

# A macro's lines get the place where the macro is used.
function place(file, line) {
  if (match(file, /used on line [0-9]+ of "/)) {
    line = substr(file, RSTART + 13, RLENGTH - 18)
    sub(/.*used on line [0-9]+ of "/, "", file)
    sub(/".*/, "", file)
  }
  return file ":" line
}

function wrong(what, remedy) { print what "\t" remedy }

function ends_in(address, wanted) { gsub(/"/, "", address); return address ~ ("(^|:)" wanted "$") }

$1 ~ /\/n2acd-ha\.conf$/ { next }
{ at = place($1, $2) }
