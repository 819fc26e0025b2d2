# shellcheck shell=sh disable=SC2154 # name, version, root and the names of archives are the sourcing script's
# The air-gapped bundle: all that a machine without a network needs, with checksums and a script that checks and installs it.

# take INTO FOLDER FILE: puts FILE into INTO, from DOWNLOADS if that is set, else from Pulumi's downloads. Its checksum has to be the pinned one.
take() {
  if [ -z "${DOWNLOADS:-}" ]; then fetch "$@" && return 0; else
    [ -r "$DOWNLOADS/$3" ] || fail "$DOWNLOADS has no $3" "get it from $downloads/$2/$3, where that can be reached"
    cp "$DOWNLOADS/$3" "$1/$3"
    require_checksum "$1" "$3" && return 0
  fi
  fail "the bundle cannot be made without $3" "get it from $downloads/$2/$3 where that can be reached, add its line to \
ci/checksums.txt if there is none yet, and name its folder: make release DOWNLOADS=FOLDER. Without a bundle: make release BUNDLE=no"
}

# begin_bundle FOLDER: first gets what may be out of reach, before anything that takes long.
begin_bundle() {
  folder=$name-airgapped-linux-$cli_arch
  [ "$(git rev-parse --is-shallow-repository)" = false ] || fail "this clone has no history, which the bundle carries" "git fetch --unshallow"
  work=$1/bundle
  inside=$work/$folder
  mkdir -p "$inside"
  take "$inside" sdk "$(cli_archive)"
  for plugin in command random; do take "$inside" plugins "$(plugin_archive "$plugin")"; done
}

# finish_bundle FOLDER: puts the bundle into FOLDER, beside the package and the SBOM.
finish_bundle() {
  # The bundle has the program's history, so that a team without a network can merge it into its own repository.
  tag=$(git tag --points-at HEAD --list "v$version")
  git bundle create --quiet "$inside/$name.bundle" HEAD ${tag:+"refs/tags/$tag"}
  npm_cache "$work" "$inside"
  cp "$1/$name.tgz" "$1/$name.cdx.json" scripts/release/install.sh "$inside"
  (cd "$inside" && sha256sum -- * >../SHA256SUMS && mv ../SHA256SUMS .)
  # The archive is not compressed, because everything in it is already.
  tar -cf "$1/$folder.tar" --owner=0 --group=0 --numeric-owner -C "$work" "$folder"
  rm -rf "$work"
}

# npm_cache WORK INTO: makes INTO/npm-cache.tar, with what `npm ci` needs.
npm_cache() {
  git archive HEAD package.json package-lock.json | (mkdir "$1/program" && tar -x -C "$1/program")
  (cd "$1/program" && npm ci --silent --omit=dev --ignore-scripts --no-audit --no-fund --cache ../npm-cache)
  tar -cf "$2/npm-cache.tar" -C "$1" npm-cache/_cacache
}
