# Converts what Apache's module info prints of the configuration as Apache reads it (-t -D DUMP_CONFIG), one directive per line:
#
#   FILE TAB LINE TAB HOST TAB SECTION TAB directive TAB WORDS
#
# Apache has replaced variables, joined lines, and followed conditions and includes. HOST is the place of the enclosing <VirtualHost>,
# SECTION the words of the enclosing <Location> or <Directory>; '-' where there is none.

BEGIN { OFS = "\t"; host = section = "-" }

/^ *# In file: / { file = $0; sub(/^ *# In file: /, "", file); gsub(/\t/, " ", file); next }
/^ *# *[0-9]+:$/ { line = $0; gsub(/[^0-9]/, "", line); next }
/^ *<\/[Vv][Ii][Rr][Tt][Uu][Aa][Ll][Hh][Oo][Ss][Tt]>/ { host = "-"; next }
/^ *<\/([Ll][Oo][Cc][Aa][Tt][Ii][Oo][Nn]|[Dd][Ii][Rr][Ee][Cc][Tt][Oo][Rr][Yy])>/ { section = "-"; next }
/^ *<\// || NF == 0 { next }
{
  sub(/^ */, "")
  gsub(/\t/, " ")
  name = tolower($1)
  words = $0
  sub(/^[^ ]* */, "", words)
  if (name ~ /^</) sub(/>$/, "", words)
  if (name == "<virtualhost") host = file ":" line
  if (name == "<location" || name == "<directory") section = name " " words
  print file, line, host, section, name, words
}
