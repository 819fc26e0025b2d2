# shellcheck shell=dash

need haproxy
# shellcheck source=assets/scripts/drift/reads.sh
. "$TOOLKIT/drift/reads.sh"

# inspect: expects no such file where HAProxy was built without the exporter.
inspect() {
  if haproxy_exports; then
    expect_file "$PART_FILE" 644 root:root
    inspect_reads "$PART_FILE"
  elif [ -e "$PART_FILE" ]; then
    drift file "$PART_FILE" missing present
  fi
}
