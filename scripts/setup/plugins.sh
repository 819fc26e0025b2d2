# shellcheck shell=sh disable=SC2154 # root, dev and cache are the sourcing script's
# The provider plugins: the real ones where they can be downloaded and verified, else the stand-ins of test/support/standins.
# They are installed in a PULUMI_HOME of this clone; the user's own is not touched.

home=$dev/pulumi-home

setup_plugins() {
  mkdir -p "$home" "$dev/state"
  rm -f "$dev/stand-ins"
  if has_language_host && real_plugins; then
    if [ ! -h "$home/plugins" ]; then rm -rf "$home/plugins"; fi
    ln -sfn "$cache/pulumi-home/plugins" "$home/plugins"
    return
  fi
  if [ -h "$home/plugins" ]; then rm "$home/plugins"; fi
  has_language_host || stand_in language nodejs "$PULUMI_PIN" language-nodejs
  for name in command docker random; do
    stand_in resource "$name" "$(plugin_version "$name")" "$name"
  done
  : >"$dev/stand-ins"
  say "Pulumi's plugins cannot be downloaded, or not verified: stand-ins from test/support/standins do their work in the dev and test stacks"
}

# The official engine includes the language host; one built from modules does not.
has_language_host() {
  engine_path=$(readlink -f "$(command -v pulumi)")
  [ -x "$(dirname "$engine_path")/pulumi-language-nodejs" ] || have pulumi-language-nodejs
}

plugin_version() { sed -n 's/^    "version": "\(.*\)",$/\1/p' "node_modules/@pulumi/$1/package.json" | head -n 1; }

# All clones of this user share the plugins, because they are large.
real_plugins() {
  mkdir -p "$cache/pulumi-home/plugins"
  for name in command docker random; do
    version=$(plugin_version "$name")
    if [ -d "$cache/pulumi-home/plugins/resource-$name-v$version" ]; then continue; fi
    downloads_reachable || return 1
    say "downloading the plugin $name $version (once)"
    PULUMI_HOME=$cache/pulumi-home bounded 300 ci/pulumi.sh - "$name" >&2 || return 1
  done
}

# stand_in KIND NAME VERSION FOLDER: makes an executable where the engine looks for the plugin.
stand_in() {
  folder=$home/plugins/$1-$2-v$3
  mkdir -p "$folder"
  cat >"$folder/pulumi-$1-$2.part" <<SHIM
#!/bin/sh
exec '$(command -v node)' '$root/test/support/standins/$4/main.ts' "\$@"
SHIM
  chmod +x "$folder/pulumi-$1-$2.part"
  mv "$folder/pulumi-$1-$2.part" "$folder/pulumi-$1-$2"
}
