"""What deploy.py and destroy.py both know of a host."""

from types import SimpleNamespace

from pyinfra import host
from pyinfra.api import operation
from pyinfra.facts.server import Which

ROLE = "health_check_user"
CONFIG = "/etc/haproxy/haproxy.cfg"
APT = {
    "apache": "apache2",
    "apache_files": ["/etc/apache2/ports.conf", "/etc/apache2/sites-available/000-default.conf"],
    "hba": "/etc/postgresql/15/main/pg_hba.conf",
    "hba_mode": "640",
    "haproxy_options": "$EXTRAOPTS",
}
DNF = {
    "apache": "httpd",
    "apache_files": ["/etc/httpd/conf/httpd.conf"],
    "hba": "/var/lib/pgsql/data/pg_hba.conf",
    "hba_mode": "600",
    "haproxy_options": "$OPTIONS",
}


@operation()
def all_of_them():
    """Does nothing, on all hosts: what comes after it waits for what comes before it on every host. By itself, pyinfra
    only keeps each host's own order."""
    host.noop("what came before it is done")
    yield from ()


def this_host():
    site = host.data.site
    is_sms = "sms" in host.groups
    is_apt = host.get_fact(Which, command="apt-get") is not None
    sms = [node["address"] for node in site["sms"]]
    names = [node["name"] for node in site["fe"]]
    size = site["feBatch"]
    return SimpleNamespace(
        **(APT if is_apt else DNF),
        site=site,
        is_sms=is_sms,
        is_apt=is_apt,
        sms_addresses=sms,
        batches=[names[first : first + size] for first in range(0, len(names), size)],
        packages=["haproxy", "socat", "curl", *(["n2pg-aux"] if is_sms else [])],
        rules=sms_rules(site, sms) if is_sms else ports("80", "443", "7000"),
    )


def sms_rules(site, sms):
    allowed = [(address, port) for address in sms for port in (5432, 25432, 10000)]
    allowed += [(node["address"], 80) for node in site["fe"]]
    return ports("7000", "15432") + [
        ("rich-rule", f'rule family="ipv4" source address="{address}" port port="{port}" protocol="tcp" accept')
        for address, port in allowed
    ]


def ports(*numbers):
    return [("port", f"{number}/tcp") for number in numbers]


def firewall(flag, verb, rules):
    """A call for each kind: firewall-cmd takes no two in one."""
    kinds = sorted({kind for kind, _ in rules})
    return [
        f"firewall-cmd {flag} " + " ".join(f"--{verb}-{kind}='{rule}'" for of, rule in rules if of == kind)
        for kind in kinds
    ]


def until(*proofs):
    return f"n=0; until {' && '.join(proofs)}; do n=$((n + 1)); [ $n -lt 80 ] || exit 1; sleep 0.25; done"


def answers(code, url):
    return f"[ \"$(curl -s -o /dev/null -w '%{{http_code}}' {url})\" = {code} ]"
