"""Reads /etc/psqlchk/config.json: the vendor's keys, and some of the agent's own, each with a default."""
import collections
import json
import re

DEFAULT_PATH = "/etc/psqlchk/config.json"

# Key: (default, minimum, maximum), in milliseconds.
PERIODS = {
    "probe_interval_ms": (250, 50, 10000),
    "probe_timeout_ms": (1000, 100, 30000),
    "stale_after_ms": (None, 150, 120000),
    "connect_check_ms": (500, 0, 60000),
    "cut_off_ms": (2000, 100, 60000),
}
TEXTS = {
    "database_host": "localhost",
    "webserver_host": "localhost",
    "health_check_user": "health_check_user",
    "health_check_user_password": "",
    "database": "postgres",
    "database_owner": "postgres",
    "agents_key": "",
}
# Texts that may be empty, which means that there is none.
OPTIONAL = ("health_check_user_password", "agents_key")
OTHERS = ("webservers", "replica_max_lag", "rivals", "witnesses")
SIZE = re.compile(r"([0-9]{1,18}) ?(|B|KB|MB|GB|TB)\Z", re.IGNORECASE)
UNITS = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}

# Times in seconds, `replica_max_lag` in bytes or None, `webservers` [(target port, listen port)].
Config = collections.namedtuple(
    "Config",
    "database_host webserver_host health_check_user password database probe_interval"
    " probe_timeout stale_after connect_check cut_off replica_max_lag webservers rivals witnesses login unknown"
    " database_owner agents_key",
)


class ConfigError(Exception):
    """Every problem of the file, one a line. Never contains a value that may be secret."""


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return parse(json.load(file))
    except OSError as error:
        raise ConfigError("%s cannot be read: %s" % (path, error.strerror))
    except (ValueError, RecursionError) as error:
        raise ConfigError("%s is not JSON: %s" % (path, getattr(error, "msg", "not UTF-8, or nested too deep")))


def parse(raw):
    """The Config that a parsed file means."""
    if not isinstance(raw, dict):
        raise ConfigError("the file must hold one JSON object")
    problems = []
    texts = {key: text(raw, key, problems) for key in TEXTS}
    periods = {key: period(raw, key, problems) for key in PERIODS}
    webservers = servers(raw.get("webservers"), problems)
    rivals, witnesses = names(raw, "rivals", problems), names(raw, "witnesses", problems)
    endpoints = [endpoint(witness) for witness in witnesses]
    if None in endpoints:
        problems.append('each of witnesses must be such as "10.0.0.21:80" or "[fd00::21]:80"')
    lag = raw.get("replica_max_lag")
    if lag is not None:
        lag = size(str(lag))
        if lag is None:
            problems.append('replica_max_lag must be a size such as 1048576 or "16MB"')
    interval, timeout = periods["probe_interval_ms"], periods["probe_timeout_ms"]
    stale = periods["stale_after_ms"] or timeout + 4 * interval
    if stale < timeout + interval:
        problems.append("stale_after_ms must be at least probe_timeout_ms + probe_interval_ms")
    if problems:
        raise ConfigError("\n".join(problems))
    password = texts.pop("health_check_user_password")
    return Config(
        password=password,
        probe_interval=interval / 1000,
        probe_timeout=timeout / 1000,
        stale_after=stale / 1000,
        connect_check=periods["connect_check_ms"] / 1000,
        cut_off=periods["cut_off_ms"] / 1000,
        replica_max_lag=lag,
        webservers=webservers,
        rivals=rivals,
        witnesses=endpoints,
        login=tuple(texts[key] for key in ("database_host", "health_check_user", "database", "database_owner")),
        unknown=sorted(set(raw) - set(TEXTS) - set(PERIODS) - set(OTHERS)),
        **texts
    )


def text(raw, key, problems):
    value = raw.get(key, TEXTS[key])
    if not isinstance(value, str) or "\0" in value or not (value or key in OPTIONAL):
        problems.append("%s must be a text" % key)
        return TEXTS[key]
    return value


def period(raw, key, problems):
    default, minimum, maximum = PERIODS[key]
    value = raw.get(key, default)
    if value is default or (is_integer(value) and minimum <= value <= maximum):
        return value
    problems.append("%s must be a whole number from %d to %d" % (key, minimum, maximum))
    return default


def servers(raw, problems):
    """[(target port, listen port)]"""
    if not isinstance(raw, list) or not raw:
        problems.append('webservers must list at least one {"target_port": ..., "listen_port": ...}')
        return []
    found = []
    for index, one in enumerate(raw):
        ports = [one.get(key) if isinstance(one, dict) else None for key in ("target_port", "listen_port")]
        if not all(is_integer(port) and 1 <= port <= 65535 for port in ports):
            problems.append("webservers[%d] needs target_port and listen_port, each from 1 to 65535" % index)
        elif ports[1] in [listen for _, listen in found]:
            problems.append("webservers[%d].listen_port %d is used twice" % (index, ports[1]))
        else:
            found.append(tuple(ports))
    return found


def names(raw, key, problems):
    value = raw.get(key, [])
    if isinstance(value, list) and all(isinstance(one, str) and one and "\0" not in one for one in value):
        return value
    problems.append("%s must be a list of texts" % key)
    return []


def endpoint(text):
    """(host, port) of "host:port", or None."""
    host, _, port = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    return (host, int(port)) if host and port.isdigit() and 1 <= int(port) <= 65535 else None


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def size(text):
    """Bytes in "1048576", "16MB" or "1 GB"; None when it is no size. Units are PostgreSQL's, of 1024."""
    found = SIZE.match(text)
    return int(found.group(1)) * UNITS[found.group(2).upper()] if found else None
