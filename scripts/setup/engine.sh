# shellcheck shell=sh disable=SC2154 # root, dev and cache are the sourcing script's
# The Pulumi engine: the one on PATH, else the official download, else a build from Go modules. Nothing runs unverified.

setup_engine() {
  if [ -x "$dev/bin/pulumi" ]; then return; fi
  if have pulumi && at_least "$PULUMI_LEAST" "$(pulumi version)"; then return; fi

  engine=$cache/pulumi-$PULUMI_PIN
  # Another clone of this user may be installing the engine: a run that had to wait finds it there.
  exec 9>"$cache/engine.lock"
  if have flock; then flock 9; fi
  if [ ! -x "$engine/bin/pulumi" ]; then
    if ! { downloads_reachable && download_engine; }; then build_engine; fi
  fi
  exec 9>&-
  link "$engine/bin/pulumi" pulumi
  say "Pulumi $PULUMI_PIN from $engine"
}

# Whether Pulumi's own downloads can be reached from here; tried once.
downloads_reachable() {
  [ -n "${reachable:-}" ] || reachable=$(
    NODE_USE_ENV_PROXY=1 node -e '
      const options = { method: "HEAD", signal: AbortSignal.timeout(5000) };
      const site = "https://get.pulumi.com/install.sh";
      fetch(site, options).then((r) => console.log(r.ok ? "yes" : "no"), () => console.log("no"));'
  )
  [ "$reachable" = yes ]
}

# Verifies the download with ci/checksums.txt. An engine that is not pinned there is built instead, from modules that scripts/engine/go.sum pins.
download_engine() {
  say "downloading Pulumi $PULUMI_PIN (once)"
  part=$engine.$$
  bounded 900 ci/pulumi.sh "$part" >&2 || return 1
  rm -rf "$engine"
  mkdir -p "$engine" && mv "$part/pulumi" "$engine/bin" && rm -rf "$part"
}

build_engine() {
  have go || install_go "Pulumi can be neither downloaded nor built: install Pulumi, or Go 1.21 or newer"
  say "Pulumi's downloads cannot be reached, or not verified: building Pulumi $PULUMI_PIN from Go modules (once; about 5 minutes)"
  part=$engine.$$
  mkdir -p "$part/bin"
  version=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$PULUMI_PIN
  (
    cd "$root/scripts/engine"
    # Debian's Go may be older than the engine requires, and then downloads a newer one itself.
    CGO_ENABLED=0 GOTOOLCHAIN=${GOTOOLCHAIN:-auto} nice go build -mod=readonly -trimpath -buildvcs=false \
      -ldflags "-s -w -X $version" -o "$part/bin/pulumi" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
  ) >&2 || fail "Pulumi could not be built: install it (pulumi.com/docs/install), then run this again"
  rm -rf "$engine"
  mv "$part" "$engine"
}
