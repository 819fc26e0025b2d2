# shellcheck shell=sh
# Pulumi's archives in the versions of package.json, for this machine; sourced in the project's folder, after ci/checksums.sh.

# N2ACD_DOWNLOADS: a mirror with the same folders.
downloads=${N2ACD_DOWNLOADS:-https://get.pulumi.com/releases}

case $(uname -m) in
x86_64) cli_arch=x64 plugin_arch=amd64 ;;
aarch64 | arm64) cli_arch=arm64 plugin_arch=arm64 ;;
*)
  echo "error: Pulumi is not published for $(uname -m)" >&2
  exit 1
  ;;
esac

version_of() { sed -n "s|^ *\"@pulumi/$1\": \"\([0-9.]*\)\",\{0,1\}\$|\1|p" package.json; }
cli_archive() { echo "pulumi-v$(version_of pulumi)-linux-$cli_arch.tar.gz"; }
plugin_archive() { echo "pulumi-resource-$1-v$(version_of "$1")-linux-$plugin_arch.tar.gz"; }

# fetch INTO FOLDER FILE: the archive is there, and is the pinned one.
fetch() {
  # Before the download: what cannot be verified needs none.
  if [ -n "$(checksum_of "$3")" ]; then curl -fsSL --retry 3 -o "$1/$3" "$downloads/$2/$3" || return 1; fi
  require_checksum "$1" "$3"
}
