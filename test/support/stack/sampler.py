"""Collects what `ps` would show, arguments and environments of all processes, until it is stopped or time is up.

    sampler.py FOLDER SECONDS     looks every 20 ms until FOLDER/stop is there; FOLDER/arguments and FOLDER/environments
                                  then hold each text once
"""

import os
import sys
import time

folder, seconds = sys.argv[1], float(sys.argv[2])
files = {"cmdline": "arguments", "environ": "environments"}
end = time.monotonic() + seconds
seen = {name: set() for name in files}
while time.monotonic() < end and not os.path.exists(f"{folder}/stop"):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in files:
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    seen[name].add(file.read())
            except OSError:
                pass  # it has ended
    time.sleep(0.02)
for name, target in files.items():
    with open(f"{folder}/{target}", "wb") as file:
        file.write(b"\n".join(seen[name]).replace(b"\0", b" "))
