"""Takes deploy.py back, front ends first: what it wrote, opened, changed and installed."""

from common import ROLE, all_of_them, answers, firewall, this_host, until
from pyinfra import host
from pyinfra.operations import apt, dnf, server

this = this_host()

for batch in host.loop(this.batches):
    if host.name in batch:
        server.shell(
            name="Give Apache its port back",
            commands=[
                "systemctl disable -q --now haproxy",
                rf"sed -i -E 's/^(\s*Listen |<VirtualHost \*:)81(>?)$/\180\2/' {' '.join(this.apache_files)}",
                f"systemctl restart {this.apache}",
                until(answers(200, "http://127.0.0.1/")),
            ],
        )
    all_of_them(name="This batch is undone")
if this.is_sms:
    server.shell(
        name="Let Jarvis ask PostgreSQL, one node after the other",
        commands=[
            "sed -i 's/^port = 15432$/port = 5432/' /etc/jarvis/jarvis.conf",
            "systemctl restart jarvis",
            "for n in 1 2 3 4 5 6 7 8; do sleep 0.25; systemctl -q is-active jarvis || exit 1; done",
            "systemctl disable -q --now haproxy pgsqlchk",
        ],
        _serial=True,
    )
    server.shell(
        name="Take back the admission, and drop the role on the primary",
        commands=[
            f"sed -i '/^# BEGIN pyinfra/,/^# END pyinfra/d' {this.hba}",
            "cd / && printf '%s\\n' 'SELECT pg_reload_conf() \\g /dev/null' 'SELECT pg_is_in_recovery() AS standby \\gset'"
            f" '\\if :standby' '\\else' 'DROP ROLE IF EXISTS {ROLE};' '\\endif'"
            " | runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1",
        ],
    )
for flag in ("", "--permanent"):
    server.shell(name=f"Close ports {flag}", commands=firewall(flag, "remove", this.rules))
if this.is_apt:
    apt.packages(name="Remove packages", packages=this.packages, present=False, extra_uninstall_args="--purge")
else:
    dnf.packages(name="Remove packages", packages=this.packages, present=False)
left = "/etc/haproxy /etc/psqlchk /var/lib/haproxy /var/log/pgsqlchk /etc/systemd/system/haproxy.service.d"
server.shell(name="Remove what stays behind", commands=[f"rm -rf {left}", "systemctl daemon-reload"])
