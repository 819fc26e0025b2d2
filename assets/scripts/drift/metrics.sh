# shellcheck shell=sh

need haproxy
# shellcheck source=assets/scripts/drift/reads.sh
. "$TOOLKIT/drift/reads.sh"

# inspect: on a HAProxy without the exporter, there is no such file.
inspect() {
  if haproxy_exports; then
    expect_file "$PART_FILE" 644 root:root
    inspect_reads "$PART_FILE"
  elif [ -e "$PART_FILE" ]; then
    drift file "$PART_FILE" missing present
  fi
}
