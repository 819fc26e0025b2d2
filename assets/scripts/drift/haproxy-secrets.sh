# shellcheck shell=sh

inspect() { expect_file "$PART_FILE" 600 root:root secret; }
