# Prints each line of a file as far as it may be shown. Needs files/shown.awk.
{
  print shown($0, goes_on)
  goes_on = /\\\r?$/
}
