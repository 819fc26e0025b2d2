#!/bin/sh
# keepalived runs this once a second, the shortest interval before 2.3. Exits with 0 while this node serves, and with 1 within the second as
# soon as it does not.
#
#   check.sh URL PORT|- | check.sh drained
#
# URL is HAProxy's liveness page, which a HAProxy that was killed or hangs does not answer. On PORT Apache listens, where users need it: a
# dead Apache refuses connections, and a busy one still accepts them.
set -u
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

[ "$1" != drained ] || exit 1

# serves SECONDS URL PORT
serves() {
  curl -s -g -k -f -o /dev/null --noproxy '*' --max-time "$1" "$2" &&
    { [ "$3" = - ] || socat -u OPEN:/dev/null "TCP4:127.0.0.1:$3,connect-timeout=$1" 2>/dev/null; }
}

for pause in 0.25 0.25 0; do
  # One failure is tolerated: a reload may cost one connection.
  serves 0.3 "$1" "$2" || { sleep 0.05 && serves 0.2 "$1" "$2"; } || exit 1
  sleep "$pause"
done
