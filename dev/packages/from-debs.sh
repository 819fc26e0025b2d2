#!/bin/sh
# Makes RPMs of Debian's packages: from-debs.sh DEBS EL OUT. Those with a service get the EL layout (EL/haproxy, EL/keepalived); the
# others keep their files and the dependencies that they have on each other.
set -eu
DEBS=$1
EL=$2
OUT=$3
WORK=$(mktemp -d)
CLOSURE=' '
for deb in "$DEBS"/*.deb; do
  CLOSURE="$CLOSURE$(dpkg-deb -f "$deb" Package) "
done

requires() { # DEB: those of its dependencies that are here as well
  dpkg-deb -f "$1" Depends | tr ',|' '\n' | sed 's/^ *//; s/[ (:].*//' | sort -u | while read -r name; do
    case "$CLOSURE" in *" $name "*) echo "$name" ;; esac
  done
}

folders() { # ROOT: those of its folders in /etc that no system has, so that they go with the package
  find "$1/etc" -type d -printf '/etc/%P\n' 2> /dev/null | while read -r folder; do
    [ -d "$folder" ] || echo "$folder"
  done
}

for deb in "$DEBS"/*.deb; do
  name=$(dpkg-deb -f "$deb" Package)
  version=$(dpkg-deb -f "$deb" Version | sed 's/^[0-9]*://; s/-.*//')
  source=$WORK/$name
  mkdir -p "$source/root"
  dpkg-deb -x "$deb" "$source/deb"
  if [ -d "$EL/$name" ]; then
    cp -r "$EL/$name/." "$source/"
    mkdir -p "$source/root/usr/sbin"
    cp "$source/deb/usr/sbin/$name" "$source/root/usr/sbin/"
  else
    rm -rf "$source/deb/usr/share/doc" "$source/deb/usr/share/man"
    cp -a "$source/deb/." "$source/root/"
    printf 'NAME=%s\nSUMMARY="%s, from Debian"\nDIRS="%s"\n' "$name" "$name" "$(folders "$source/root")" > "$source/package"
  fi
  printf 'VERSION=%s\nREQUIRES="%s"\n' "$version" "$(requires "$deb")" >> "$source/package"
  sh "$(dirname "$0")/rpm.sh" "$source" "$OUT"
done
rm -rf "$WORK"
