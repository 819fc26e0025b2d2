# shellcheck shell=sh
# The SBOM: the npm packages that a user gets, with versions, licences and checksums.

# make_sbom FOLDER FILE: writes the SBOM to FILE. It works in FOLDER, whose name npm gives to the package, and removes FOLDER.
make_sbom() {
  mkdir -p "$1"
  git archive HEAD package.json package-lock.json | tar -x -C "$1"
  # Uses a lock file without development packages: `npm sbom --omit=dev` would also leave out packages that these share with the others.
  (cd "$1" && npm pkg delete devDependencies && npm install --silent --package-lock-only --offline --ignore-scripts &&
    npm sbom --package-lock-only --sbom-format=cyclonedx --sbom-type=application) >"$2"
  rm -rf "$1"
}
