# Rewrites Apache's configuration from one port to another: 'Listen' and '<VirtualHost>'. All files are input of one call; the changed ones
# are written to the folder `out`, with '%' for '/' in their names, and as they were read, with a dot before the name.
#
#   -v from=80 -v to=81 -v both=1 (the new port besides the old one) or 0 (in its place) -v out=FOLDER

function flush(    i, target) {
  target = file
  gsub("/", "%", target)
  if (changed) {
    printf "" > (out "/" target)
    for (i = 1; i <= lines; i++) print line[i] > (out "/" target)
    close(out "/" target)
    for (i = 1; i <= reads; i++) print read[i] > (out "/." target)
    close(out "/." target)
  }
  lines = reads = changed = 0
}

# The address with the new port in place of the old one; unchanged if it has another port.
function moved(address) {
  if (address !~ ("(^|:)" from "$")) return address
  return substr(address, 1, length(address) - length(from)) to
}

function listen(    address, other, at) {
  address = $2
  gsub(/"/, "", address)
  other = moved(address)
  if (other == address) {
    # Another line for the new port is dropped if one is already here.
    if (address ~ ("(^|:)" to "$") && seen[address]++) changed = lines--
    return
  }
  changed = 1
  if (!both) lines--
  if (!seen[other]++) {
    at = index($0, address)
    line[++lines] = substr($0, 1, at - 1) other substr($0, at + length(address))
  }
}

function virtual_host(    i, n, word, other, text, has) {
  n = split(substr($0, 1, match($0, />/) - 1), word, /[ \t]+/)
  text = substr($0, 1, index($0, "<") - 1) "<VirtualHost"
  for (i = 1; i <= n; i++) {
    if (word[i] == "" || tolower(word[i]) == "<virtualhost") continue
    other = moved(word[i])
    if (other != word[i]) changed = 1
    if ((both || other == word[i]) && !has[word[i]]++) text = text " " word[i]
    if (other != word[i] && !has[other]++) text = text " " other
  }
  line[lines] = text ">"
}

FILENAME != file { flush(); file = FILENAME }
{ line[++lines] = read[++reads] = $0 }
tolower($1) == "listen" { listen() }
tolower($1) == "<virtualhost" && /:[0-9]+["> \t]/ { virtual_host() }
END { flush() }
