# shellcheck shell=dash

need haproxy

inspect() {
  cat >"$LOOK/$STEP.given"
  secrets_part <"$LOOK/$STEP.given" | expect_file "$PART_FILE" 600 root:root secret
  if grep -q '^-----BEGIN' "$LOOK/$STEP.given"; then
    secrets_peers <"$LOOK/$STEP.given" | expect_file "$HAPROXY_PEERS" 600 root:root secret
  fi
}
