# Prints 'ADDRESS INODE' for each TCP socket that listens on PORT and keeps ADDRESS:PORT from being bound. Input: /proc/net/tcp and tcp6,
# whose addresses are hexadecimal words in the host's byte order. ADDRESS may be *. Needs files/ranges.awk.

function text_of(hex,    i, j, out) {
  if (length(hex) == 8) {
    for (i = 7; i > 0; i -= 2) out = out (out == "" ? "" : ".") hex_value(substr(hex, i, 2))
    return out
  }
  if (hex ~ /^0*$/) return "::"
  if (substr(hex, 1, 24) == "0000000000000000FFFF0000") return text_of(substr(hex, 25))
  for (i = 1; i < 32; i += 8) {
    for (j = 6; j >= 0; j -= 2) out = out substr(hex, i + j, 2)
  }
  gsub(/..../, "&:", out)
  return tolower(substr(out, 1, 39))
}

function everything(at) { return at == "0.0.0.0" || at == "::" || at == "*" }

$4 == "0A" && substr($2, length($2) - 4) == sprintf(":%04X", port) {
  at = text_of(substr($2, 1, length($2) - 5))
  if (everything(address) ? (at ~ /:/ && at != "::" && address != "::") : (!everything(at) && (at ~ /:/) != (address ~ /:/))) next
  if (!everything(address) && !everything(at) && address_bits(at) != address_bits(address)) next
  print at, $10
}
