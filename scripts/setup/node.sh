# shellcheck shell=sh disable=SC2154 # root, dev and cache are the sourcing script's
# Node: the machine's own where it is new enough, else the one from npm.

setup_node() {
  pinned=$cache/node-$NODE_PIN/node_modules
  if [ -x "$dev/bin/node" ] && at_least "$NODE_LEAST" "$(node --version)"; then return; fi
  rm -f "$dev/bin/node"
  if have node && at_least "$NODE_LEAST" "$(node --version)"; then return; fi

  package=node-linux-$(node_arch)
  if [ ! -x "$pinned/$package/bin/node" ]; then fetch_node "$package"; fi
  link "$pinned/$package/bin/node" node
  say "Node $NODE_PIN from $cache"
}

node_arch() {
  [ "$(uname -s)" = Linux ] || fail "Node $NODE_LEAST or newer is needed: install it (nodejs.org)"
  case $(uname -m) in
  x86_64) echo x64 ;;
  aarch64 | arm64) echo arm64 ;;
  *) fail "Node $NODE_LEAST or newer is needed, and npm has none for $(uname -m): install it" ;;
  esac
}

fetch_node() {
  if ! have npm; then "$root/scripts/apt-packages.sh" nodejs npm; fi
  say "fetching Node $NODE_PIN from npm (once; about 120 MB on disk)"
  # This package holds the binary itself, so none of its scripts has to run at installation.
  part=$cache/node-$NODE_PIN.$$
  rm -rf "$part"
  mkdir -p "$part"
  (cd "$part" && npm pack --silent --ignore-scripts "$1@$NODE_PIN" >/dev/null) ||
    fail "npm could not fetch $1@$NODE_PIN: install Node $NODE_LEAST or newer, then run this again"
  require_checksum "$part" "$1-$NODE_PIN.tgz" || fail "install Node $NODE_LEAST or newer, then run this again"
  npm install --prefix "$part" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error \
    "$part/$1-$NODE_PIN.tgz" >&2 || fail "npm could not unpack $1-$NODE_PIN.tgz: make room in $cache"
  rm -f "$part/$1-$NODE_PIN.tgz"
  rm -rf "$cache/node-$NODE_PIN"
  mv "$part" "$cache/node-$NODE_PIN"
}

setup_npm_packages() {
  installed=node_modules/.package-lock.json
  if [ -f "$installed" ] && [ -z "$(find package-lock.json -newer "$installed")" ]; then return; fi
  have npm || fail "npm is needed: install it (Debian: apt-get install npm)"
  say "installing the npm packages"
  # Without scripts: the packages' hooks would download provider plugins, and fail where nothing can be downloaded.
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  touch "$installed"
}
