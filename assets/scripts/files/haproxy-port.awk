# Prints what a configuration of HAProxy serves on one port, as a file that is loaded after the new configuration.
#
#   awk -v port=443 -f haproxy-sections.awk -f haproxy-bind.awk -f haproxy-port.awk NEW FOUND
#
# The file has the frontends of FOUND that bind the port, on that port alone, and every section that these may use; it is empty if there are
# none. A section whose name NEW has too is renamed. It ends with the defaults of NEW, because those of FOUND would apply to files that are
# loaded later.

# bound_to_it WORDS: the parts of them that have the port.
function bound_to_it(words,    many, i, found) {
  many = bound(words)
  for (i = 1; i <= many; i++) if (bound_port[i] == port) found = found (found == "" ? "" : ",") bound_word[i]
  return found
}

FNR == 1 { file++; at = "" }
begins_section($1) { at = $1 }

file == 1 && at ~ /^(listen|frontend|backend)$/ && begins_section($1) { taken[$2] }
file == 1 && at == "defaults" { defaults = defaults $0 "\n" }
file == 1 { next }

/^[ \t]*(#|$)/ { next }
begins_section($1) {
  heading[++sections] = $0
  kind[sections] = $1
  next
}
!sections { next }
$1 == "bind" {
  its = bound_to_it($2)
  if (its == "") next
  if (its != $2) $0 = "    bind " its substr($0, index($0, $2) + length($2))
  serves[sections] = 1
  any = 1
}
{ lines[sections] = lines[sections] $0 "\n" }

# renamed WORDS: with another name as the second word, if NEW has that name.
function renamed(words,    word) {
  split(words, word, " ")
  if (word[2] in taken) sub("[ \t]" word[2], " " word[2] ".found", words)
  return words
}

END {
  if (!any) exit
  for (i = 1; i <= sections; i++) {
    if (kind[i] ~ /^(global|peers|program|log-forward|traces)$/ || (kind[i] ~ /^(listen|frontend)$/ && !serves[i])) continue
    print kind[i] ~ /^(listen|frontend|backend)$/ ? renamed(heading[i]) : heading[i]
    n = split(lines[i], line, "\n")
    for (j = 1; j < n; j++) print line[j] ~ /^[ \t]*(default_backend|use_backend)[ \t]/ ? renamed(line[j]) : line[j]
  }
  printf "%s", defaults
}
