#!/bin/sh
# Installs n2acd-ha from this bundle, without a network:
#
#   sh install.sh FOLDER
#
# FOLDER receives Pulumi, the program, and env.sh, which a shell has to read before it uses them. Pulumi's plugins are installed where Pulumi
# looks for them: PULUMI_HOME, or ~/.pulumi.
set -eu

fail() {
  printf 'error: %s. What to do: %s.\n' "$1" "$2" >&2
  exit 1
}

[ $# = 1 ] || fail "no folder was named" "sh install.sh /opt/n2acd-ha, for example"
here=$(cd "$(dirname "$0")" && pwd)
case $1 in /*) into=$1 ;; *) into=$PWD/$1 ;; esac
[ ! -e "$into" ] || fail "$into exists already" "name another folder, one for each version"

for tool in node npm git tar sha256sum; do
  command -v "$tool" >/dev/null || fail "there is no $tool on this machine" "install it from your distribution; Node has to be 22.18 or newer"
done
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)' ||
  fail "Node $(node --version) is too old" "install 22.18 or newer"

# The checksums are verified before anything is unpacked. Only files that are on this list are used below.
cd "$here"
sha256sum --check --strict --quiet SHA256SUMS >&2 ||
  fail "the bundle is not as it was made: it was altered, or cut on its way; nothing was installed" "carry it over again, and compare it with the release's own SHA256SUMS"
file() {
  file_found=$(sed -n "s/^[0-9a-f]\{64\}  \($1\)\$/\1/p" SHA256SUMS)
  [ -f "${file_found:-/}" ] || fail "the bundle has no single file that is named like $1" "carry it over again"
  printf '%s\n' "$file_found"
}
cli=$(file 'pulumi-v.*\.tar\.gz')
program=$(file 'n2acd-ha-.*\.bundle')
packages=$(file 'npm-cache\.tar')
command_plugin=$(file 'pulumi-resource-command-v.*\.tar\.gz')
random_plugin=$(file 'pulumi-resource-random-v.*\.tar\.gz')
case $(uname -m) in x86_64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; *) arch=none ;; esac
case $cli in *-linux-$arch.tar.gz) ;; *) fail "the bundle is for another kind of machine than $(uname -m): it has $cli" "carry over the bundle for this one, if there is one" ;; esac

# FOLDER exists only when all of it is installed. An interrupted installation leaves only this folder, which the next one replaces.
part=$into.part
rm -rf "$part"
mkdir -p "$part"
trap 'rm -rf "$part"' EXIT
tar -xzf "$cli" -C "$part" --no-same-owner
git -c advice.detachedHead=false clone --quiet "$program" "$part/n2acd-ha"
tar -xf "$packages" -C "$part" --no-same-owner
(cd "$part/n2acd-ha" && npm ci --silent --omit=dev --ignore-scripts --no-audit --no-fund --offline --cache "$part/npm-cache") ||
  fail "npm could not install the packages from the bundle; nothing was installed" "run npm ci in a clone of $program by hand, to see why"
rm -rf "$part/npm-cache"

export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true PULUMI_SKIP_UPDATE_CHECK=true
# install_plugin NAME ARCHIVE: installs a plugin of Pulumi's; its version is in the archive's name.
install_plugin() {
  version=${2#"pulumi-resource-$1-v"}
  "$part/pulumi/pulumi" plugin install resource "$1" "${version%-linux-*}" --file "$2" >&2
}
install_plugin command "$command_plugin"
install_plugin random "$random_plugin"
cat >"$part/env.sh" <<ENV
export PATH='$into/pulumi':\$PATH PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true PULUMI_SKIP_UPDATE_CHECK=true
ENV
mv "$part" "$into"
echo "n2acd-ha is in $into/n2acd-ha. Put this line into your shell's start-up file: . '$into/env.sh'"
