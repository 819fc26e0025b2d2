# shellcheck shell=sh
# The SBOM: the npm packages that a user gets, with versions, licences and checksums.

# make_sbom FOLDER FILE: works in FOLDER, by whose name npm calls it, and removes it.
make_sbom() {
  mkdir -p "$1"
  git archive HEAD package.json package-lock.json | tar -x -C "$1"
  # From a lock file without what only development needs: `npm sbom --omit=dev` leaves out as well whatever that shares with the rest.
  (cd "$1" && npm pkg delete devDependencies && npm install --silent --package-lock-only --offline --ignore-scripts &&
    npm sbom --package-lock-only --sbom-format=cyclonedx --sbom-type=application) >"$2"
  rm -rf "$1"
}
