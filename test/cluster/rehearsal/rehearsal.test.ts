// A rehearsal on real hosts: a good cluster, then each path that a failover needs cut in turn, named, and mended again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clientKey, Hosts } from "../../support/stack/hosts.ts";
import { must } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { local } from "../../support/exec.ts";
import type { Rehearsal } from "../../../tools/rehearsal/schema.ts";
import type { Status } from "../../../tools/status/schema.ts";

describe("the rehearsal of a failover", () => {
  const hosts = new Hosts("n2acd-t-rehearsal", "172.30.217");
  const [sms1, sms2] = [hosts.on("sms-01"), hosts.on("sms-02")];
  let stack: Stack;

  before(async () => {
    await hosts.up();
    // The patient profile: a machine that is busy with other tests is no reason for a finding.
    stack = await Stack.create("rehearsal", { ...(await hosts.config()), failover: "guide" }, clientKey);
    await stack.mustUp();
  });
  after(() => hosts.cluster.down());

  const tool = (name: string, ...flags: string[]) => local(stack.tool(name, ...flags));
  const environment = () =>
    Object.fromEntries(stack.env.map((each) => each.split(/=(.*)/).slice(0, 2) as [string, string]));
  const rehearse = async (): Promise<{ exit: number; rehearsal: Rehearsal; said: string[] }> => {
    const { status: exit, stdout, stderr } = await tool("rehearsal", "--json");
    assert.notEqual(stdout, "", stderr);
    const rehearsal = JSON.parse(stdout) as Rehearsal;
    return { exit, rehearsal, said: linesOf(rehearsal) };
  };

  /** Rehearses until it is as wanted, for a minute: HAProxy needs some checks to change its mind. */
  const until = async (wanted: (seen: Awaited<ReturnType<typeof rehearse>>) => boolean) => {
    const end = Date.now() + 60_000;
    for (;;) {
      const seen = await rehearse();
      if (wanted(seen)) return seen;
      assert.ok(Date.now() < end, JSON.stringify(seen, null, 2));
    }
  };
  const good = () => until(({ exit }) => exit === 0);

  /** Cuts something, wants these lines among what the rehearsal says and no other path named, and mends it. */
  const cut = async (
    break_: () => Promise<unknown>,
    mend: () => Promise<unknown>,
    lines: readonly RegExp[],
    exit = 2,
  ): Promise<void> => {
    await break_();
    try {
      const seen = await until(
        (each) => each.exit === exit && lines.every((line) => each.said.some((said) => line.test(said))),
      );
      const more = seen.said.filter((said) => !lines.some((line) => line.test(said)));
      assert.deepEqual(more, [], "nothing else is named");
    } finally {
      await mend();
    }
    await good();
  };

  it("says yes to a good cluster, and leaves everything as it was", async () => {
    await good();
    const before = await hosts.look();
    const { rehearsal } = await rehearse();
    assert.deepEqual(await hosts.changes(before), []);
    assert.deepEqual(rehearsal.databases, [
      { name: "ACD", primary: "sms-01", standbys: [{ node: "sms-02", ready: true, reasons: [] }] },
    ]);
    // As docs/operations/watching.md has it, "Rehearsing a failover", but for the stack's name.
    assert.match(
      await must("make", ["--no-print-directory", "rehearsal", `STACK=${stack.name}`], environment()),
      /✔ A failover to every standby would work now[^]*sms-02 {2}yes/,
    );
    const status = JSON.parse((await tool("status", "--json")).stdout) as Status;
    assert.deepEqual(status.findings, []);
    assert.deepEqual(
      status.nodes.map(({ name, paths }) => [name, paths.length]),
      [
        ["sms-01", 5],
        ["sms-02", 5],
        ["fe-01", 2],
        ["fe-02", 2],
      ],
    );
  });

  const reload = () => sms2.run("firewall-cmd -q --reload");
  const closed =
    "for rule in $(firewall-cmd --list-rich-rules | grep 25432 | tr ' ' '~'); do firewall-cmd -q --remove-rich-rule=\"$(echo \"$rule\" | tr '~' ' ')\"; done";

  it("names the agent's port, where a firewall closes it", () =>
    cut(() => sms2.run(closed), reload, [
      /^sms-01 -> sms-02:25432 cannot ask the agent of sms-02 \(172\.30\.217\.12:25432\): no way there: a firewall rejects/,
    ]));

  it("names PostgreSQL's port, where a firewall rejects one node", () =>
    cut(
      () =>
        sms2.run(
          `firewall-cmd -q --add-rich-rule='rule priority=-10 family=ipv4 source address=${hosts.address("sms-01")} port port=5432 protocol=tcp reject'`,
        ),
      reload,
      [
        /^sms-01 -> sms-02:5432 cannot log in to PostgreSQL of sms-02 \(172\.30\.217\.12:5432\) as health_check_user: (the port refuses|no way there)/,
      ],
    ));

  it("names a pg_hba.conf that somebody has written anew", async () => {
    const file = (await sms2.run(`cd / && runuser -u postgres -- psql -XAtc 'SHOW hba_file'`)).trim();
    const read = "cd / && runuser -u postgres -- psql -XAtqc 'SELECT pg_reload_conf()'";
    await cut(
      async () => {
        await sms2.run(
          `cp -p ${file} /root/kept && { echo '# It will be overwritten by Patroni!'; sed '/^# BEGIN n2acd/,/^# END n2acd/d' /root/kept; } >${file} && ${read}`,
        );
        const { stdout } = await tool("status");
        assert.match(
          stdout.replace(/\s+/g, " "),
          /pg_hba\.conf of sms-02 no longer has the lines of n2acd-ha: Patroni writes it anew, and sms-01 and sms-02 cannot log in there → Put them into Patroni's own configuration, under postgresql\.pg_hba/,
        );
      },
      () => sms2.run(`cat /root/kept >${file} && rm /root/kept && ${read}`),
      [
        /^sms-01, sms-02 -> sms-02:5432 cannot log in to PostgreSQL of sms-02 \(172.*\) as health_check_user: no pg_hba\.conf entry/,
        /^sms-02 -> sms-02:5432 cannot log in to PostgreSQL of sms-02 \(127\.0\.0\.1:5432\) as health_check_user: (no pg_hba\.conf entry|Ident authentication failed)/,
      ],
    );
  });

  it("names an agent that is stopped", () =>
    cut(
      () => sms2.run("systemctl stop pgsqlchk"),
      () => sms2.run("systemctl start pgsqlchk"),
      [/^sms-01, sms-02 -> sms-02:25432 cannot ask the agent of sms-02 .*: the port refuses/],
    ));

  it("names a standby that does not replicate", async () => {
    const sql = (text: string) =>
      sms2.run(`cd / && runuser -u postgres -- psql -XAtq`, {
        input: `${text};\nSELECT pg_reload_conf();\n`,
      });
    const kept = (await sms2.run(`cd / && runuser -u postgres -- psql -XAtc 'SHOW primary_conninfo'`)).trim();
    await cut(
      () => sql("ALTER SYSTEM SET primary_conninfo = ''"),
      () => sql(`ALTER SYSTEM SET primary_conninfo = '${kept.replaceAll("'", "''")}'`),
      [/^sms-02 the standby on sms-02 is not connected to its primary$/],
    );
  });

  it("names a Jarvis that front ends do not reach", () =>
    cut(
      () => sms2.run("systemctl stop httpd"),
      () => sms2.run("systemctl start httpd"),
      [/^fe-01, fe-02 -> sms-02:80 cannot reach Jarvis of sms-02 .*: the port refuses/],
    ));

  it("names HAProxy, where it does not run", () =>
    cut(
      () => sms1.run("systemctl stop haproxy"),
      () => sms1.run("systemctl start haproxy"),
      [/^sms-01 -> sms-02 HAProxy does not answer/],
    ));

  it("names a machine that hangs", () =>
    cut(
      () => local(["docker", "pause", hosts.container("sms-02")]),
      () => local(["docker", "unpause", hosts.container("sms-02")]),
      [
        /^sms-02 unknown, because it cannot be read/,
        /^sms-01 -> sms-02:25432 cannot ask the agent of sms-02 .*: (connected, no answer in time|nothing answers)/,
        /^sms-01 -> sms-02:5432 cannot log in to PostgreSQL of sms-02 .*: nothing answers/,
        /^fe-01, fe-02 -> sms-02:80 cannot reach Jarvis of sms-02 .*: (connected, no answer in time|nothing answers)/,
      ],
    ));

  it("says of a standby that the stack takes out of service just that, and status is content", async () => {
    await stack.setObject("drained", ["sms-02"]);
    await stack.mustUp();
    const { rehearsal, exit } = await rehearse();
    assert.equal(exit, 2);
    assert.deepEqual(linesOf(rehearsal), ["sms-02 it is drained in the stack file"]);
    const status = JSON.parse((await tool("status", "--json")).stdout) as Status;
    assert.deepEqual(
      status.findings.map(({ kind }) => kind),
      ["drained"],
    );
  });
});

/** `FROM, FROM -> TO:PORT TEXT`, a line a reason. */
function linesOf({ databases, others }: Rehearsal): string[] {
  const reasons = [
    ...databases.flatMap(({ standbys }) => standbys.flatMap((each) => each.reasons)),
    ...others,
  ];
  return reasons.map(({ from, to, port, text, todo }) => {
    assert.ok(todo !== null || /not connected|Jarvis/.test(text), text);
    const end = to === null ? "" : ` -> ${to}${port === null ? "" : `:${port}`}`;
    return `${from.join(", ")}${end} ${text}`;
  });
}
