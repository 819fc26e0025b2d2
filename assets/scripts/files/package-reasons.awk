# Prints the lines of apt's, dpkg's or dnf's log that say why it failed, each reason in one line; without any, the last line.

function tell(line) { gsub(/[ \t]+/, " ", line); if (!told[line]++) print line }
function tell_list() { if (list != "") tell(list); list = "" }

# The details of such a heading are indented below it.
/^The following held packages will be changed|^The following packages will be REMOVED|^The following packages have unmet dependencies/ {
  tell_list()
  list = $0
  next
}
list != "" && /^ / { list = list $0; next }
{ tell_list() }
before ~ /^dpkg: error processing/ { tell(before $0) }
/^E: |^Error:|^No match|^Unable|^ *Problem|^ *- (nothing provides|.*is filtered out|.*conflicts)|^All matches were filtered|^error:|^Failed/ { tell($0) }
/[^ ]/ { last = $0 }
{ before = $0 }
END {
  tell_list()
  for (any in told) exit
  if (last != "") tell(last)
}
