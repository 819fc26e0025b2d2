# wildcard(NAME): the wildcard that a client accepts for NAME, where '*' stands for one part of it; nothing for a name of one part.
function wildcard(name) {
  if (name !~ /\./) return ""
  sub(/^[^.]*/, "*", name)
  return name
}
