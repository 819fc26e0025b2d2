# Adapts a front end's TLS configuration to this host. The first file has the certificates, one line per address: 'ADDRESS LIST'; '*' is
# every address without a line of its own.
#
#   -v folder=FOLDER OF THE LISTS -v drops='ciphersuites alpn ...' (words that this HAProxy does not accept, with their arguments)

FNR == 1 { files++ }
files == 1 { at[++n] = $1; list[n] = folder "/" $2; next }

$1 ~ /^(bind|#ipv6)$/ && / crt-list / {
  line = $0
  words = split(drops, word, " ")
  for (i = 1; i <= words; i++) sub(" " word[i] (word[i] ~ /^(alpn|ciphersuites|curves)$/ ? " [^ ]+" : ""), "", line)
  six = $1 == "#ipv6"
  id = 1001
  for (i = 1; i <= n; i++) {
    if (at[i] != "*" && (at[i] ~ /:/) != six) continue
    text = line
    sub(/crt-list [^ ]+/, "crt-list " list[i], text)
    if (at[i] != "*") {
      # Apache serves this address, so an IPv6 line applies here.
      sub(/#ipv6 /, "", text)
      if (six) { sub(/bind \[::\]:/, "bind [" at[i] "]:", text); sub(/ id [0-9]+/, " id " ++id, text) }
      else sub(/bind \*:/, "bind " at[i] ":", text)
    }
    print text
  }
  next
}
{ print }
