#!/bin/sh
# Packs a directory as an RPM: rpm.sh SOURCE OUT. SOURCE holds `package` (NAME, VERSION, SUMMARY; also, as needed,
# SERVICE, USER_NAME, USER_HOME, DIRS, REQUIRES and PROVIDES, one a line) and `root/`, the files as they land.
# As on EL: nothing is enabled or started, a removal stops the service, and a user outlives the package.
set -eu
SOURCE=$1
OUT=$2
SERVICE='' USER_NAME='' USER_HOME=/ DIRS='' REQUIRES='' PROVIDES=''
# shellcheck source=/dev/null
. "$SOURCE/package"

WORK=$(mktemp -d)
SPEC=$WORK/$NAME.spec

each() { # TAG LINES
  printf '%s\n' "$2" | sed "/^\$/d; s/^/$1: /"
}

{
  cat << END
Name: $NAME
Version: $VERSION
Release: 1.n2dev
Summary: $SUMMARY
License: Apache-2.0
AutoReqProv: no
$(each Requires "$REQUIRES")
$(each Provides "$PROVIDES")
%description
$SUMMARY.
%install
cp -a %{source_root}/. %{buildroot}/
END
  for dir in $DIRS; do
    echo "mkdir -p %{buildroot}$dir"
  done

  if [ -n "$USER_NAME" ]; then
    cat << END
%pre
getent passwd $USER_NAME > /dev/null ||
  useradd --system --user-group --no-create-home --home-dir $USER_HOME --shell /sbin/nologin $USER_NAME
END
  fi
  if [ -n "$SERVICE" ]; then
    cat << END
%post
systemctl daemon-reload > /dev/null 2>&1 || :
%preun
if [ "\$1" = 0 ]; then systemctl --no-reload disable --now $SERVICE > /dev/null 2>&1 || :; fi
%postun
systemctl daemon-reload > /dev/null 2>&1 || :
END
  fi

  echo '%files'
  for dir in $DIRS; do
    case "$dir" in
      /var/log/* | /var/lib/*) echo "%dir %attr(0750, ${USER_NAME:-root}, ${USER_NAME:-root}) $dir" ;;
      *) echo "%dir $dir" ;;
    esac
  done
  (cd "$SOURCE/root" && find . \( -type f -o -type l \)) | sed 's,^\.,,; s,^/etc,%config(noreplace) &,'
} > "$SPEC"

rpmbuild --quiet -bb --define "_topdir $WORK" --define "_rpmdir $OUT" --define "source_root $(realpath "$SOURCE/root")" \
  --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' --define '_build_id_links none' \
  --define '__os_install_post %{nil}' --define 'debug_package %{nil}' "$SPEC"
rm -rf "$WORK"
