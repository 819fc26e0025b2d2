#!/bin/sh
# Starts the guard with the system's own Python: EL 8 and 9 keep one for their tools, others have python3.
set -eu
for python in /usr/libexec/platform-python /usr/bin/python3; do
  if [ -x "$python" ]; then
    # -I -S: nothing from the environment or from installed packages gets in; -B: nothing is written.
    exec "$python" -I -S -B "$(dirname "$0")" "$@"
  fi
done
echo "no Python 3 found: install python3 (at least 3.6)" >&2
exit 1
