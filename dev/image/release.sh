#!/bin/sh
# Prints the Debian release of a flavour: release.sh apt@trixie, or sms-01:dnf@trixie. Where none is named it is RELEASE, else bookworm.
case "${1-}" in
  *@*) echo "${1#*@}" ;;
  *) echo "${RELEASE:-bookworm}" ;;
esac
