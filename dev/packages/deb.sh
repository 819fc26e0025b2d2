#!/bin/sh
# Packs a vendor stand-in as a Debian package: deb.sh SOURCE OUT. SOURCE holds `package` (name, version, summary, user)
# and `root/`, the files as they land on the host.
set -eu
SOURCE=$1
OUT=$2
# shellcheck source=/dev/null
. "$SOURCE/package"

TREE=$(mktemp -d)
chmod 755 "$TREE"
cp -r "$SOURCE/root/." "$TREE/"
install -d "$TREE/var/log/$USER_NAME" "$TREE/DEBIAN"
(cd "$TREE" && find etc -type f | sed 's,^,/,') > "$TREE/DEBIAN/conffiles"
cat > "$TREE/DEBIAN/control" <<END
Package: $NAME
Version: $VERSION
Architecture: all
Maintainer: n2acd-ha dev hosts <dev@localhost>
Depends: python3, python3-psycopg2, passwd
Description: $SUMMARY
END

cat > "$TREE/DEBIAN/postinst" <<END
#!/bin/sh
set -e
id $USER_NAME > /dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin $USER_NAME
chown $USER_NAME: /var/log/$USER_NAME
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
END
cat > "$TREE/DEBIAN/prerm" <<END
#!/bin/sh
set -e
if [ -d /run/systemd/system ] && [ "\$1" = remove ]; then systemctl disable --now -q $SERVICE || true; fi
END
cat > "$TREE/DEBIAN/postrm" <<END
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
if [ "\$1" = purge ]; then
  rm -rf /var/log/$USER_NAME
  userdel $USER_NAME 2> /dev/null || true
fi
END
chmod 755 "$TREE/DEBIAN/postinst" "$TREE/DEBIAN/prerm" "$TREE/DEBIAN/postrm"
dpkg-deb --root-owner-group --build "$TREE" "$OUT/${NAME}_${VERSION}_all.deb"
rm -rf "$TREE"
