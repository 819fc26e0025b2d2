// A planned switchover by a real Patroni with etcd, under writers, cut and repeated.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { install } from "./debian.ts";
import { Field, type Node, nodes, other } from "./field.ts";

const replication = { "sms-01": "10.86.0.11", "sms-02": "10.86.0.12" } as const;

const config = (node: Node): string => `
scope: acd
name: member-of-${node}
restapi: { listen: "0.0.0.0:8008", connect_address: "${replication[node]}:8008" }
etcd3: { host: "${replication["sms-01"]}:2379" }
postgresql:
  listen: "*:5432"
  connect_address: ${replication[node]}:5432
  bin_dir: /usr/lib/postgresql/15/bin
  data_dir: /var/lib/postgresql/15/main
  config_dir: /etc/postgresql/15/main
  use_unix_socket: true
  authentication:
    superuser: { username: postgres }
    replication: { username: replicator, password: replicator }
  parameters: { unix_socket_directories: /var/run/postgresql }
`;

describe("a planned switchover by Patroni", () => {
  const field = new Field("n2acd-t-switch-p", "172.30.242", "apt apt");
  before(async () => {
    await field.up();
    await install(field, "patroni", "etcd-server");
    const [one] = nodes;
    await field.on(one).run(
      `printf 'ETCD_LISTEN_CLIENT_URLS=http://${replication[one]}:2379\\nETCD_ADVERTISE_CLIENT_URLS=http://${replication[one]}:2379\\n' >/etc/default/etcd
       systemctl restart etcd`,
    );
    for (const node of nodes) {
      await field.on(node).run(
        `cat >/etc/patroni/config.yml; chown postgres /etc/patroni/config.yml; chmod 600 /etc/patroni/config.yml
         systemctl disable -q --now postgresql postgresql@15-main; systemctl enable -q --now patroni
         n=0; until curl -sf -o /dev/null http://127.0.0.1:8008/health; do n=$((n + 1)); [ $n -lt 120 ] || { journalctl -u patroni -n 30; exit 1; }; sleep 0.5; done`.replace(
          "curl -sf -o /dev/null",
          "python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' 2>/dev/null",
        ),
        { input: config(node) },
      );
    }
    await field
      .on(one)
      .run(
        "runuser -u postgres -- patronictl -c /etc/patroni/config.yml edit-config --force -q -s loop_wait=2 -s retry_timeout=5 -s ttl=20",
      );
    await field.deploy({ agent: { port: 8008, path: "/primary" } });
  });
  after(() => field.down());

  let primary: Node = "sms-01";
  it("is Patroni's own, there and back", async () => {
    await field.switchedBy("patroni", "sms-02");
    await field.switchedBy("patroni", "sms-01");
  });

  for (const mark of [/asks the status/, /Patroni switches/, /is the primary/])
    it(`is killed at "${mark.source}", and goes on when it is run again`, async () => {
      const to = other(primary);
      await field.struck(to, mark, (pid) => process.kill(-pid, "SIGKILL"));
      const { status, report, said } = await field.switchTo(to);
      assert.equal(status, 0, said + JSON.stringify(report, null, 1));
      primary = to;
      await field.settled(to);
    });

  it("is refused while Patroni is paused, and nothing changes", async () => {
    const patronictl = (words: string) =>
      field.on("sms-01").run(`cd /; runuser -u postgres -- patronictl -c /etc/patroni/config.yml ${words}`);
    await patronictl("pause --wait");
    const { status, report } = await field.switchTo(other(primary));
    await patronictl("resume --wait");
    assert.equal(status, 2);
    assert.match(report.problems.map(({ text }) => text).join("\n"), /Patroni is paused/);
    await field.settled(primary);
  });
});
