# Functions for ranges of addresses and lists of ports: which address is in a range, and which port in a list.

function bits_of(number, count,    text) {
  for (; count > 0; count--) { text = number % 2 text; number = int(number / 2) }
  return text
}

function hex_value(digits,    i, value) {
  for (i = 1; i <= length(digits); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(digits, i, 1))) - 1
  return value
}

# address_bits ADDRESS: its 32 or 128 bits.
function address_bits(address,    group, n, i, left, right, text, halves, side) {
  if (address !~ /:/) {
    n = split(address, group, ".")
    for (i = 1; i <= 4; i++) text = text bits_of(group[i], 8)
    return text
  }
  halves = split(address, side, "::")
  left = split(side[1], group, ":")
  for (i = 1; i <= left; i++) text = text bits_of(hex_value(group[i]), 16)
  if (halves < 2) return text
  right = split(side[2], group, ":")
  for (i = left + right; i < 8; i++) text = text bits_of(0, 16)
  for (i = 1; i <= right; i++) text = text bits_of(hex_value(group[i]), 16)
  return text
}

# contains RANGE ADDRESS: RANGE is an address, or one with a prefix length or a mask.
function contains(range, address,    part, many) {
  split(range, part, "/")
  if ((part[1] ~ /:/) != (address ~ /:/)) return 0
  many = part[2]
  if (many ~ /\./) { many = address_bits(many); sub(/0.*/, "", many); many = length(many) }
  if (many == "") many = address ~ /:/ ? 128 : 32
  return substr(address_bits(part[1]), 1, many) == substr(address_bits(address), 1, many)
}

# has_port LIST PORT: LIST is like 80, 80,443 or 8000:9000 (or with '-').
function has_port(list, port,    item, n, i, ends) {
  n = split(list, item, ",")
  for (i = 1; i <= n; i++) {
    if (split(item[i], ends, /[:-]/) == 1) ends[2] = ends[1]
    if (port + 0 >= ends[1] + 0 && port + 0 <= ends[2] + 0) return 1
  }
  return 0
}
