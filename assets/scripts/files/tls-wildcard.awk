# wildcard(NAME): the one with '*' that a client accepts for it, where '*' stands for one part of a name; nothing for a name of one part.
function wildcard(name) {
  if (name !~ /\./) return ""
  sub(/^[^.]*/, "*", name)
  return name
}
