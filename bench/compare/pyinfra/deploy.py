"""The same end state as the program of this repository, with the same rollout: everything that disturbs nobody on all
hosts at once; agents, then proxies of the SMS nodes one after the other; front ends in batches."""

from io import StringIO

from common import CONFIG, ROLE, all_of_them, answers, firewall, this_host, until
from jinja2 import Environment, FileSystemLoader
from pyinfra import host
from pyinfra.facts.files import FileContents
from pyinfra.facts.server import Command
from pyinfra.operations import files, server, systemd

this = this_host()
site, is_sms = this.site, this.is_sms
templates = Environment(loader=FileSystemLoader("../templates"), keep_trailing_newline=True, trim_blocks=True)
values = {
    "site": site,
    "address": host.data.address,
    "is_sms": is_sms,
    "haproxy_options": this.haproxy_options,
}


def rendered(template):
    return templates.get_template(template).render(**values)


def contents(path):
    return "\n".join([*(host.get_fact(FileContents, path=path) or []), ""])


server.packages(name="Install packages", packages=this.packages)

if is_sms:
    asked = host.get_fact(
        Command,
        "cd / && runuser -u postgres -- psql -XqAt -c \"SELECT pg_is_in_recovery(), "
        f"(SELECT rolpassword FROM pg_authid WHERE rolname = '{ROLE}')\"",
    )
    is_primary = asked.startswith("f")
    if is_primary and asked != f"f|{site['healthCheckVerifier']}":
        verb = "CREATE" if asked == "f|" else "ALTER"
        files.put(
            name="Bring the role's statement",
            src=StringIO(f"{verb} ROLE {ROLE} LOGIN PASSWORD '{site['healthCheckVerifier']}';\n"),
            dest="/run/role.sql",
            mode="600",
        )
        server.shell(
            name="Make the role",
            commands="cd / && runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 < /run/role.sql && rm /run/role.sql",
        )
    sources = ["127.0.0.1/32", "::1/128", *(f"{address}/32" for address in this.sms_addresses)]
    lines = [f"host postgres {ROLE} {source} scram-sha-256" for source in sources]
    hba = contents(this.hba)
    block = "\n".join(["# BEGIN pyinfra", *lines, "# END pyinfra", ""])
    admitted = files.put(
        name="Admit it from the SMS nodes",
        src=StringIO(hba if block in hba else block + hba),
        dest=this.hba,
        user="postgres",
        group="postgres",
        mode=this.hba_mode,
    )
    server.shell(
        name="Reload PostgreSQL",
        commands="cd / && runuser -u postgres -- psql -XqAt -c 'SELECT pg_reload_conf()'",
        _if=admitted.did_change,
    )

for flag in ("", "--permanent"):
    has = host.get_fact(Command, f"firewall-cmd {flag} --list-all")
    missing = [(kind, rule) for kind, rule in this.rules if rule not in has]
    if missing:
        server.shell(name=f"Open ports {flag}", commands=firewall(flag, "add", missing))

if is_sms:
    configured = files.put(
        name="Configure the agent",
        src=StringIO(rendered("config.json.j2")),
        dest="/etc/psqlchk/config.json",
        user="pgsqlchk",
        group="root",
        mode="400",
    )
    systemd.service(name="Start the agent", service="pgsqlchk", running=True, enabled=True)
    server.shell(
        name="Restart the agent and prove it, one node after the other",
        commands=[
            "systemctl restart pgsqlchk",
            until(answers(200 if is_primary else 503, f"-X OPTIONS http://{host.data.address}:25432/")),
        ],
        _if=configured.did_change,
        _serial=True,
    )

files.directory(name="Make the folder for parts", path="/etc/haproxy/conf.d", mode="755")
secrets = files.put(
    name="Write the stats page's login",
    src=StringIO(rendered("secrets.cfg.j2")),
    dest="/etc/haproxy/conf.d/n2acd-ha.cfg",
    mode="600",
)
if is_sms:
    files.put(
        name="Write what the proof logs in with",
        src=StringIO(rendered("pgpass.j2")),
        dest="/var/lib/haproxy/.pgpass",
        mode="600",
    )
files.directory(name="Make the drop-in's folder", path="/etc/systemd/system/haproxy.service.d", mode="755")
dropin = files.put(
    name="Write the drop-in",
    src=StringIO(rendered("dropin.conf.j2")),
    dest="/etc/systemd/system/haproxy.service.d/n2acd-ha.conf",
    mode="644",
)
wanted = rendered("sms.cfg.j2" if is_sms else "fe.cfg.j2")
is_new = contents(CONFIG) != wanted
peer = f"-L {host.data.address}" if is_sms else ""
proofs = [answers(401, "http://127.0.0.1:7000/")]
if is_sms:
    query = f"PGPASSFILE=/var/lib/haproxy/.pgpass psql -XqAtw -h 127.0.0.1 -p 15432 -U {ROLE} -d postgres"
    proofs.append(f"[ \"$({query} -c 'SELECT pg_is_in_recovery()')\" = f ]")
else:
    proofs += [f"curl -sf -o /dev/null http://127.0.0.1{path}" for path in ("/", "/n2acd-fe/jarvis-agent")]
check = [
    "test -e /var/lib/haproxy/n2acd-ha.state || echo 1 > /var/lib/haproxy/n2acd-ha.state",
    f"haproxy -c -q -f {CONFIG}.new -f /etc/haproxy/conf.d {peer} && rm {CONFIG}.new",
]
change = [
    "systemctl daemon-reload && systemctl enable -q haproxy",
    'tr "\\0" " " < /proc/$(systemctl show -p MainPID --value haproxy)/cmdline | grep -q /run/haproxy.sock-master'
    " && systemctl reload haproxy || systemctl restart haproxy",
    until(*proofs),
]


def proxy(serial):
    if not is_new:
        return
    files.put(name="Bring haproxy.cfg", src=StringIO(wanted), dest=f"{CONFIG}.new", mode="644")
    server.shell(name="Check it", commands=check)
    files.put(name="Put it in place", src=StringIO(wanted), dest=CONFIG, mode="644")
    server.shell(name="Run it and prove it", commands=change, _serial=serial)


if is_sms:
    proxy(True)
    line = files.line(
        name="Let Jarvis ask the local HAProxy",
        path="/etc/jarvis/jarvis.conf",
        line=r"^port *= *(5432|15432)$",
        replace="port = 15432",
        extended_regex=True,
    )
    systemd.service(name="Restart Jarvis", service="jarvis", restarted=True, _if=line.did_change, _serial=True)

all_of_them(name="The SMS nodes are proven")


def front_end():
    moved = [
        files.replace(
            name=f"Move Apache behind HAProxy in {path}",
            path=path,
            text=rf"^\({start}\)80\(>\?\)$",
            replace=r"\181\2",
        )
        for path in this.apache_files
        for start in (r"\s*Listen ", r"<VirtualHost \*:")
    ]
    systemd.service(
        name="Restart Apache", service=this.apache, restarted=True, _if=lambda: any(each.did_change() for each in moved)
    )
    proxy(False)


for batch in host.loop(this.batches):
    if host.name in batch:
        front_end()
    all_of_them(name="This batch is proven")

systemd.service(name="Start HAProxy", service="haproxy", running=True, enabled=True)
