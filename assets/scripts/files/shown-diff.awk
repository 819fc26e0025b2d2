# Prints a unified diff with the lines of -v before=FILE and -v after=FILE in place of its own: these are the same files, as far as they may
# be shown.
BEGIN {
  while ((getline line <before) > 0) old[++olds] = line
  while ((getline line <after) > 0) new[++news] = line
}
/^@@ / {
  match($0, /-[0-9]+/)
  at_old = substr($0, RSTART + 1, RLENGTH - 1) + 0
  match($0, /\+[0-9]+/)
  at_new = substr($0, RSTART + 1, RLENGTH - 1) + 0
  match($0, /^@@ [-+0-9, ]+ @@/)
  print substr($0, 1, RLENGTH)
  next
}
/^-/ { print "-" old[at_old++]; next }
/^\+/ { print "+" new[at_new++]; next }
/^ / { print " " new[at_new++]; at_old++ }
