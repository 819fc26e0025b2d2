# What the rules about Apache's configuration begin with: the facts of apache-facts.awk without our own file's, $at, where one stands, and
# how something wrong is said.

BEGIN { FS = "\t" }

# A macro's lines are found where it is used.
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
