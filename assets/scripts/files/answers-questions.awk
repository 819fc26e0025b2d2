# Prints requests that users may send to Apache, from the facts of apache-facts.awk: 'NAME TAB PATH', one per line. They are the first page
# of every ServerName, and restricted paths, with the name of a site that has them.
#
#   -v port=80 -v behind=81 -v not=PATH (that other servers answer)

BEGIN { FS = "\t"; OFS = "\t" }

function bare(word) { gsub(/"/, "", word); return word }

function ours(words,    n, i, word) {
  n = split(words, word, " ")
  for (i = 1; i <= n; i++) if (bare(word[i]) ~ ("(:(" port "|" behind ")|^[^:]*|\\])$")) return 1
}

$5 == "<virtualhost" && ours($6) { sites[++hosts] = $3; root[$3] = root["-"] }
$5 == "servername" { name[$3] = bare($6); sub(/^[a-z]+:\/\//, "", name[$3]); sub(/:[0-9]+$/, "", name[$3]) }
$5 == "serveralias" && !($3 in name) { split($6, word, " "); if (word[1] !~ /[*?]/) name[$3] = bare(word[1]) }
$5 == "documentroot" { root[$3] = bare($6) }
$5 == "alias" && split($6, word, " ") == 2 { alias[$3 OFS bare(word[2])] = bare(word[1]) }
$4 != "-" && $5 ~ /^(require|<require.*|order|allow|deny|authtype|satisfy)$/ && $6 !~ /^all (granted|denied)/ && !seen[$3 OFS $4]++ {
  guards[++guarded] = $4
  guard_of[guarded] = $3
}

function path_of(i, host,    kind, where, each, part) {
  kind = guards[i]
  sub(/ .*/, "", kind)
  where = substr(guards[i], length(kind) + 2)
  where = bare(where)
  if (where ~ /^~ /) return ""
  if (kind == "<location") return where
  sub(/\/$/, "", where)
  for (each in alias) {
    split(each, part, OFS)
    sub(/\/$/, "", part[2])
    if ((part[1] == host || part[1] == "-") && index(where "/", part[2] "/") == 1) return alias[each] substr(where, length(part[2]) + 1)
  }
  part[2] = root[host]
  sub(/\/$/, "", part[2])
  if (part[2] != "" && index(where, part[2] "/") == 1) return substr(where, length(part[2]) + 1)
}

function question(name, path) {
  if (path !~ /^\/[A-Za-z0-9._~\/%+=-]*$/ || name !~ /^[A-Za-z0-9._-]+$/ || count >= 60) return
  if (not != "" && index(path, not) == 1) return
  if (!asked[name OFS path]++) { print name, path; count++ }
}

END {
  # A request with an unknown name gets the first site.
  question("n2acd-ha.invalid", "/")
  for (i = 1; i <= hosts; i++) if (sites[i] in name) question(name[sites[i]], "/")
  if ("-" in name) question(name["-"], "/")
  for (i = 1; i <= guarded; i++) {
    host = guard_of[i]
    if (host != "-") { site = host; who = host in name ? name[host] : "n2acd-ha.invalid" }
    else { site = hosts ? sites[1] : "-"; who = "n2acd-ha.invalid" }
    path = path_of(i, site)
    if (path == "") continue
    question(who, path)
    if (path !~ /\/$/) question(who, path "/")
  }
}
