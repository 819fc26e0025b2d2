"""Reads the guard's configuration. What it shares with the agent is read by the agent's own config.py."""
import collections
import json

import config

DEFAULT_PATH = "/etc/n2acd-ha/guard.json"
# The keys that the agent does not have. All of them are required.
OWN = ("node", "listen", "haproxy_host", "port", "key", "databases", "rivals", "witnesses", "lease_ms", "hold_ms")

# `listen` (address, port) is for the other guards, `haproxy` for this node's HAProxy; `databases` is [(name, port)], `rivals` [(name, address)];
# times are in seconds; `probe` is the agent's Config.
Settings = collections.namedtuple("Settings", "node listen haproxy key databases rivals witnesses lease hold probe")


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
    except OSError as error:
        raise config.ConfigError("%s cannot be read: %s" % (path, error.strerror))
    except (ValueError, RecursionError):
        raise config.ConfigError("%s is not JSON" % path)
    return parse(raw)


def parse(raw):
    if not isinstance(raw, dict) or [key for key in OWN if key not in raw]:
        raise config.ConfigError("the file must hold one JSON object with the keys %s" % ", ".join(OWN))
    problems = []
    for key in ("node", "listen", "haproxy_host", "key"):
        if not isinstance(raw[key], str) or not raw[key]:
            problems.append("%s must be a text" % key)
    for key in ("databases", "rivals"):
        if not isinstance(raw[key], dict):
            problems.append("%s must be a map" % key)
    for key, most in (("port", 65535), ("lease_ms", 3600000), ("hold_ms", 60000)):
        if not config.is_integer(raw[key]) or not 1 <= raw[key] <= most:
            problems.append("%s must be a whole number from 1 to %d" % (key, most))
    if problems:
        raise config.ConfigError("\n".join(problems))
    rest = {"probe_interval_ms": 100, "connect_check_ms": 0}
    rest.update((key, value) for key, value in raw.items() if key not in OWN)
    servers = [{"target_port": port, "listen_port": index} for index, port in enumerate(raw["databases"].values(), 1)]
    rest.update(witnesses=raw["witnesses"], webservers=servers)
    probe = config.parse(rest)
    if not all(isinstance(address, str) and address for address in raw["rivals"].values()):
        raise config.ConfigError("rivals must be a map of addresses")
    return Settings(
        node=raw["node"],
        listen=(raw["listen"], raw["port"]),
        haproxy=(raw["haproxy_host"], raw["port"]),
        key=raw["key"],
        databases=sorted(raw["databases"].items()),
        rivals=sorted(raw["rivals"].items()),
        witnesses=probe.witnesses,
        lease=raw["lease_ms"] / 1000,
        hold=raw["hold_ms"] / 1000,
        probe=probe,
    )
