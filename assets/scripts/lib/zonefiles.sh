# shellcheck shell=dash disable=SC2154 # $fw_offline comes from lib/firewalld.sh
# firewalld writes /etc/firewalld/zones/ZONE.xml when a permanent rule first changes there, and ZONE.xml.old from the
# second time on. Undo restores both, unless somebody else has changed the zone since.

need firewalld

zone_dir() { printf '%s/etc/firewalld/zones' "$ROOT"; }

permanent_zone() { fw_zone permanent "$1" getSettings2; }

# keep_zone_file ZONE: records both files as the first change finds them. The rules come last: once they are recorded, the record is complete.
keep_zone_file() {
  local keep_rules file
  if remembers "zone.$1"; then return 0; fi
  keep_rules=$(permanent_zone "$1")
  mkdir -p "$STATE/$STEP"
  for file in "$1.xml" "$1.xml.old"; do
    forget "file.$file"
    if stands "$(zone_dir)/$file"; then
      copy_in "$(zone_dir)/$file" "$STATE/$STEP/.kept" or-link
      keep "$STATE/$STEP/.kept" "$STATE/$STEP/file.$file"
    fi
  done
  record "zone.$1" "$keep_rules"
}

# zone_as_before ZONE, once n2acd-ha's rules are removed. A firewalld that is stopped cannot be asked, but its file can be read.
zone_as_before() {
  local zone_found
  if [ "$fw_offline" = no ]; then
    [ "$(permanent_zone "$1")" = "$(recall "zone.$1")" ]
    return
  fi
  zone_found=$STATE/$STEP/file.$1.xml
  [ -e "$zone_found" ] || zone_found=$ROOT/usr/lib/firewalld/zones/$1.xml
  [ "$(zone_elements "$(zone_dir)/$1.xml")" = "$(zone_elements "$zone_found")" ]
}

# zone_elements FILE: prints the zone's elements, sorted, without XML declaration, comments and end tags.
zone_elements() { tr '\n' ' ' <"$1" | sed 's/</\n</g' | sed -e 's/[ /]*>/>/' -e 's/ *$//' -e '/^<[?!\/]/d' -e '/^$/d' | sort; }

# undo_zone_file ZONE, once n2acd-ha's rules are removed.
undo_zone_file() {
  local return_file
  if ! zone_as_before "$1"; then
    say "leaves $(zone_dir)/$1.xml: the zone was changed by somebody else, too"
    return 0
  fi
  if [ ! -e "$STATE/$STEP/file.$1.xml" ]; then
    { [ "$fw_offline" = no ] && fw_zone permanent "$1" loadDefaults >/dev/null 2>&1; } || remove "$(zone_dir)/$1.xml"
  fi
  for return_file in "$1.xml" "$1.xml.old"; do
    if remembers "file.$return_file"; then
      place "$STATE/$STEP/file.$return_file" "$(zone_dir)/$return_file"
    else
      remove "$(zone_dir)/$return_file"
    fi
  done
}
