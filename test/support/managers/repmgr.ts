// Debian's repmgr on both SMS nodes.
import { nodes, type Node } from "../pair/pair.ts";
import { addresses, type Host, type Hosts, network, third } from "./hosts.ts";

const unit = "postgresql@15-main";
const data = "/var/lib/postgresql/15/main";
export const repmgr = "cd / && runuser -u postgres -- repmgr -f /etc/repmgr.conf";

const service = (action: string): string =>
  `service_${action}_command='sudo /usr/bin/systemctl ${action} ${unit}'`;

/** How another program reaches the database in which repmgr keeps its nodes. */
const conninfo = (host: Host): string =>
  `host=${addresses[host]} user=repmgr dbname=repmgr connect_timeout=2${host === third ? " port=5433" : ""}`;

const hba = ["local repmgr repmgr trust", `host repmgr repmgr ${network} trust`];

const config = (host: Host, settings: readonly string[]): string =>
  [
    `node_id=${host === third ? 3 : host.slice(-1)}`,
    `node_name='${host}'`,
    `conninfo='${conninfo(host)}'`,
    `data_directory='${host === third ? "/var/lib/postgresql/15/witness" : data}'`,
    "pg_bindir='/usr/lib/postgresql/15/bin'",
    "ssh_options='-q -o StrictHostKeyChecking=no -o ConnectTimeout=5'",
    ...["start", "stop", "restart", "reload"].map(service),
    ...settings,
    "",
  ].join("\n");

/** Registers both nodes; sms-01 is the primary. `settings` are lines of repmgr.conf. */
export async function registerPair(hosts: Hosts, settings: readonly string[] = []): Promise<void> {
  for (const node of nodes) {
    const lines = [...hba, `host replication repmgr ${network} trust`].join("\\n");
    await hosts.on(node).run(
      `cat >/etc/repmgr.conf; chmod 644 /etc/repmgr.conf
       echo 'postgres ALL=(root) NOPASSWD: /usr/bin/systemctl * ${unit}' >/etc/sudoers.d/postgres
       printf '${lines}\\n' >>/etc/postgresql/15/main/pg_hba.conf; systemctl reload ${unit}`,
      { input: config(node, settings) },
    );
  }
  await exchangeKeys(hosts);
  await hosts.on("sms-01").run("cd / && runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1", {
    input: "CREATE ROLE repmgr SUPERUSER LOGIN;\nCREATE DATABASE repmgr OWNER repmgr;\n",
  });
  await hosts.on("sms-01").run(`${repmgr} primary register`);
  await hosts.on("sms-02").run(`${repmgr} standby register --force --upstream-node-id=1`);
}

/** repmgr's way from node to node, which a switchover needs. */
async function exchangeKeys(hosts: Hosts): Promise<void> {
  await hosts
    .on("sms-01")
    .run("runuser -u postgres -- ssh-keygen -q -t ed25519 -N '' -f /var/lib/postgresql/.ssh/id_ed25519");
  for (const node of nodes) await admit(hosts, node);
}

/** This host's user `postgres` has the same key as that of sms-01, and lets it in. */
async function admit(hosts: Hosts, host: Host): Promise<void> {
  const key = await hosts.on("sms-01").run("cat /var/lib/postgresql/.ssh/id_ed25519");
  await hosts.on(host).run(
    `install -d -m 700 -o postgres /var/lib/postgresql/.ssh; cd /var/lib/postgresql/.ssh; cat >id_ed25519; chmod 600 id_ed25519
     ssh-keygen -y -f id_ed25519 >authorized_keys; chown postgres:postgres id_ed25519 authorized_keys`,
    { input: key },
  );
}

/** A PostgreSQL of its own on the third host: with it two of three are a majority, and a standby that is cut off knows that it is alone. */
export async function registerWitness(hosts: Hosts, settings: readonly string[]): Promise<void> {
  const file = "/etc/postgresql/15/witness";
  await hosts.on(third).run(
    `cat >/etc/repmgr.conf; chmod 644 /etc/repmgr.conf
     pg_createcluster 15 witness -p 5433 >/dev/null
     printf '${hba.join("\\n")}\\n' >>${file}/pg_hba.conf
     printf "listen_addresses = '*'\\nshared_preload_libraries = 'repmgr'\\n" >${file}/conf.d/repmgr.conf
     systemctl start postgresql@15-witness; cd /
     runuser -u postgres -- psql -p 5433 -Xqc 'CREATE ROLE repmgr SUPERUSER LOGIN' -c 'CREATE DATABASE repmgr OWNER repmgr'`,
    { input: config(third, settings) },
  );
  // A switchover with --siblings-follow looks whether it gets there, too.
  await admit(hosts, third);
  await hosts.on(third).run(`${repmgr} witness register -h ${addresses["sms-01"]} -U repmgr -d repmgr`);
}

/** The daemon, which promotes by itself, on these hosts. */
export async function startRepmgrd(hosts: Hosts, on: readonly Host[]): Promise<void> {
  for (const host of on)
    await hosts.on(host).run(
      `printf 'REPMGRD_ENABLED=yes\\nREPMGRD_CONF=/etc/repmgr.conf\\n' >/etc/default/repmgrd
       systemctl restart repmgrd; n=0; until pgrep -x repmgrd >/dev/null
       do n=$((n + 1)); [ $n -lt 50 ] || { journalctl -n 30; exit 1; }; sleep 0.2; done`,
    );
}

/** PostgreSQL loads repmgr's library, which the daemon needs: a restart. */
export async function loadLibrary(hosts: Hosts): Promise<void> {
  for (const node of nodes)
    await hosts
      .on(node)
      .run(
        `echo "shared_preload_libraries = 'repmgr'" >/etc/postgresql/15/main/conf.d/repmgr.conf; systemctl restart ${unit}`,
      );
}

/** Makes an old primary, in whatever state, a standby of `to`, as a person does it. */
export async function rejoin(hosts: Hosts, old: Node, to: Node): Promise<void> {
  const bin = "/usr/lib/postgresql/15/bin";
  await hosts.on(to).run("cd / && runuser -u postgres -- psql -Xqc CHECKPOINT");
  await hosts.on(old).run(
    `systemctl stop ${unit}; cd /
     # repmgr wants a clean shutdown, which a killed server has not had.
     LC_ALL=C ${bin}/pg_controldata ${data} | grep -q 'state: *shut down' ||
       runuser -u postgres -- ${bin}/postgres --single -D ${data} -c config_file=/etc/postgresql/15/main/postgresql.conf postgres </dev/null
     ${repmgr} node rejoin -d '${conninfo(to)}' --force-rewind`,
  );
}
