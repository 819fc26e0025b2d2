# Prints the sites that Apache serves over TLS, from the facts of apache-facts.awk, a line for each certificate and address of a site,
#
#   ADDRESS TAB NAMES TAB CERTIFICATE TAB KEY TAB CHAIN TAB FILE:LINE
#
# in the order in which Apache looks for them: the first site of an address serves clients that ask for a name that no site has. '*' is
# every address that has no site of its own. KEY is the file of the certificate if that holds the key too; CHAIN may be '-'.
#
#   -v ports='443 444' (the users', and where HAProxy asks or asked Apache) -v root=WHERE APACHE LOOKS FOR FILES WITHOUT A FOLDER

BEGIN { FS = "\t"; OFS = "\t"; gsub(/ +/, "|", ports); sub(/\|$/, "", ports) }

function bare(word) { gsub(/^["']|["']$/, "", word); return word }

# The address of a <VirtualHost> on our ports; nothing where it is on others.
function address_of(word) {
  word = bare(word)
  if (word ~ ("(^|:)(" ports "|\\*)$")) sub(/:?[0-9*]+$/, "", word)
  else if (word !~ /^(\*|_default_|[0-9.]+|\[.*\])$/) return ""
  gsub(/[][]/, "", word)
  return word ~ /^(|\*|_default_|0\.0\.0\.0)$/ ? "*" : word
}

$5 == "<virtualhost" {
  n = split($6, word, " ")
  for (i = 1; i <= n; i++) {
    address = address_of(word[i])
    if (address == "" || ($3, address) in on) continue
    on[$3, address] = 1
    if (!($3 in addresses)) order[++hosts] = $3
    addresses[$3] = addresses[$3] " " address
  }
}
$5 == "servername" { name = tolower(bare($6)); sub(/^[a-z]+:\/\//, "", name); sub(/:[0-9]+$/, "", name); names[$3] = name " " names[$3] }
$5 == "serveralias" { names[$3] = names[$3] " " tolower($6) }
$5 == "sslcertificatefile" { certificate[$3, ++certificates[$3]] = bare($6) }
$5 == "sslcertificatekeyfile" { key[$3, ++keys[$3]] = bare($6) }
$5 == "sslcertificatechainfile" { chain[$3] = bare($6) }

function path(file) { return file == "" || file ~ /^\// ? file : root "/" file }

# HAProxy accepts a name, or one whose first part is '*'. A client that asks for a name of another pattern gets the first certificate.
function filters(host, address,    n, i, word, text) {
  n = split(names[host], word, " ")
  for (i = 1; i <= n; i++) {
    word[i] = bare(word[i])
    if (word[i] !~ /^(\*\.)?[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/ || taken[address, word[i]]++) continue
    text = text (text == "" ? "" : " ") word[i]
  }
  return text
}

END {
  for (i = 1; i <= hosts; i++) {
    host = order[i]
    from = certificates[host] ? host : "-"
    keys_from = keys[host] ? host : "-"
    n = split(addresses[host], word, " ")
    for (j = 1; j <= n; j++) {
      text = filters(host, word[j])
      for (k = 1; k <= certificates[from]; k++) {
        file = path(certificate[from, k])
        key_file = path(key[keys_from, k])
        chain_file = path(host in chain ? chain[host] : chain["-"])
        print word[j], text == "" ? "-" : text, file, key_file == "" ? file : key_file, chain_file == "" ? "-" : chain_file, host
      }
    }
  }
}
