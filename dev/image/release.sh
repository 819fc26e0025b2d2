#!/bin/sh
# Prints which Debian is meant: release.sh apt@trixie, or sms-01:dnf@trixie; where none is named, RELEASE, else bookworm.
case "${1-}" in
  *@*) echo "${1#*@}" ;;
  *) echo "${RELEASE:-bookworm}" ;;
esac
