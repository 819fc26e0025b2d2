# shellcheck shell=sh

inspect() { expect_file "$HAPROXY_SECRETS" 600 root:root secret; }
