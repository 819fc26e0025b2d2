// A planned switchover by a real repmgr, under writers, cut and repeated.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { install } from "./debian.ts";
import { Field, type Node, nodes, other } from "./field.ts";

const address = { "sms-01": "10.86.0.11", "sms-02": "10.86.0.12" } as const;
const service = (action: string): string =>
  `service_${action}_command='sudo /usr/bin/systemctl ${action} postgresql@15-main'`;

const config = (node: Node): string => `
node_id=${node.slice(-1)}
node_name='${node}'
conninfo='host=${address[node]} user=repmgr dbname=repmgr connect_timeout=2'
data_directory='/var/lib/postgresql/15/main'
pg_bindir='/usr/lib/postgresql/15/bin'
ssh_options='-q -o StrictHostKeyChecking=no -o ConnectTimeout=5'
${["start", "stop", "restart", "reload"].map(service).join("\n")}
`;

const repmgr = "cd / && runuser -u postgres -- repmgr -f /etc/repmgr.conf";

describe("a planned switchover by repmgr", () => {
  const field = new Field("n2acd-t-switch-r", "172.30.243", "apt apt");
  before(async () => {
    await field.up();
    await install(field, "repmgr", "postgresql-15-repmgr");
    for (const node of nodes)
      await field.on(node).run(
        `cat >/etc/repmgr.conf; chmod 644 /etc/repmgr.conf
         echo 'postgres ALL=(root) NOPASSWD: /usr/bin/systemctl * postgresql@15-main' >/etc/sudoers.d/postgres
         printf 'local repmgr repmgr trust\\nhost repmgr repmgr 10.86.0.0/24 trust\\nhost replication repmgr 10.86.0.0/24 trust\\n' >>/etc/postgresql/15/main/pg_hba.conf
         systemctl reload postgresql@15-main`,
        { input: config(node) },
      );
    const key = await field
      .on("sms-01")
      .run(
        "runuser -u postgres -- ssh-keygen -q -t ed25519 -N '' -f /var/lib/postgresql/.ssh/id_ed25519; cat /var/lib/postgresql/.ssh/id_ed25519",
      );
    for (const node of nodes)
      await field.on(node).run(
        `install -d -m 700 -o postgres /var/lib/postgresql/.ssh; cd /var/lib/postgresql/.ssh; cat >id_ed25519; chmod 600 id_ed25519
         ssh-keygen -y -f id_ed25519 >authorized_keys; chown postgres:postgres id_ed25519 authorized_keys`,
        { input: key },
      );
    await field.sql("sms-01", "CREATE ROLE repmgr SUPERUSER LOGIN; CREATE DATABASE repmgr OWNER repmgr");
    await field.on("sms-01").run(`${repmgr} primary register`);
    await field.on("sms-02").run(`${repmgr} standby register --force --upstream-node-id=1`);
    await field.deploy({});
  });
  after(() => field.down());

  let primary: Node = "sms-01";
  it("is repmgr's own, there and back", async () => {
    await field.switchedBy("repmgr", "sms-02");
    await field.switchedBy("repmgr", "sms-01");
  });

  it("goes on on the host when the command is killed, and is waited for by the next one", async () => {
    const to = other(primary);
    await field.struck(to, /repmgr on/, (pid) => {
      setTimeout(() => process.kill(-pid, "SIGKILL"), 1500);
    });
    const { status, report, said } = await field.switchTo(to);
    assert.equal(status, 0, said + JSON.stringify(report, null, 1));
    primary = to;
    await field.settled(to);
  });

  it("names what repmgr itself would refuse", async () => {
    const to = other(primary);
    await field.on(primary).run("mv /var/lib/postgresql/.ssh/authorized_keys /var/lib/postgresql/.ssh/kept");
    const { status, report } = await field.switchTo(to);
    await field.on(primary).run("mv /var/lib/postgresql/.ssh/kept /var/lib/postgresql/.ssh/authorized_keys");
    assert.equal(status, 2);
    assert.match(
      report.problems.map(({ text }) => text).join("\n"),
      /repmgr would not switch over: ERROR.*SSH/,
    );
    await field.settled(primary);
  });

  it("says which commands go on when repmgr itself was killed after it had stopped the old primary", async () => {
    const to = other(primary);
    const old = primary;
    const killed = field.struck(to, /repmgr on/, (pid) => {
      void field
        .on(old)
        .run(
          "n=0; while [ -e /var/lib/postgresql/15/main/postmaster.pid ]; do n=$((n + 1)); [ $n -lt 3000 ] || exit 1; sleep 0.01; done",
        )
        .then(() =>
          field
            .on(to)
            .exec("pkill -9 -x repmgr; pkill -9 -f 'repmgr -f /etc/repmgr.conf standby switchove[r]'"),
        )
        .then(() => process.kill(-pid, "SIGKILL"));
    });
    await killed;
    const { status, report } = await field.switchTo(to);
    assert.ok(status === 1 || status === 2, JSON.stringify(report, null, 1));
    assert.match(report.problems[0]?.text ?? "", /^repmgr has (promoted|stopped) /);
    assert.notDeepEqual(await field.roles(), ["primary", "primary"]);

    // As it says.
    const todo = report.problems[0]?.todo ?? "";
    const commands = [...todo.matchAll(/on (sms-0[12])[^:]*: (cd .*?)(?=; on sms|\. Then)/g)];
    for (const [, node, command = ""] of commands) await field.on(node as Node).run(command);
    primary = commands.length > 0 ? to : old;
    const after = await field.switchTo(primary);
    assert.equal(after.status, 0, after.said + JSON.stringify(after.report, null, 1));
    await field.settled(primary);
  });
});
