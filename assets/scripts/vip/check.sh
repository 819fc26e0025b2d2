#!/bin/sh
# Asked by keepalived once a second, which is as often as it asks before 2.3: ends with 0 while this node serves, and with 1
# as soon as it does not, within the second.
#
#   check.sh URL PORT|- | check.sh drained
#
# URL is where HAProxy says that it lives, which a HAProxy that was killed or hangs does not. On PORT Apache listens, where
# users need it: one that is dead refuses, and one that is busy still takes connections.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

[ "$1" != drained ] || exit 1

# serves SECONDS URL PORT
serves() {
  curl -s -g -k -f -o /dev/null --noproxy '*' --max-time "$1" "$2" &&
    { [ "$3" = - ] || socat -u OPEN:/dev/null "TCP4:127.0.0.1:$3,connect-timeout=$1" 2>/dev/null; }
}

for pause in 0.25 0.25 0; do
  # Once is no time: a reload may cost one connection.
  serves 0.3 "$1" "$2" || { sleep 0.05 && serves 0.2 "$1" "$2"; } || exit 1
  sleep "$pause"
done
