# A front end's TLS configuration, as this host has it. The first file says which certificates there are, a line for each address:
# 'ADDRESS LIST'; '*' is every address that has none of its own.
#
#   -v folder=WHERE THE LISTS ARE -v drops='ciphersuites alpn ...' (words that this HAProxy does not take, with what follows them)

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
      # Such an address is there, so Apache has IPv6.
      sub(/#ipv6 /, "", text)
      if (six) { sub(/bind \[::\]:/, "bind [" at[i] "]:", text); sub(/ id [0-9]+/, " id " ++id, text) }
      else sub(/bind \*:/, "bind " at[i] ":", text)
    }
    print text
  }
  next
}
{ print }
