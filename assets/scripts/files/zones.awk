# Prints the zones that have the source ADDRESS, or the hardware address MAC, each once. Needs files/ranges.awk.
$2 == "sources" && !($1 in said) {
  if ($3 ~ /^[0-9A-Fa-f][0-9A-Fa-f]:..:..:..:..:[0-9A-Fa-f][0-9A-Fa-f]$/ ? tolower($3) == tolower(mac) : contains($3, address)) {
    said[$1]
    print $1
  }
}
