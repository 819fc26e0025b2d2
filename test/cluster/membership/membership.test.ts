// Nodes come, change their names and their machines, die and go, while the others are used: nobody there notices.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { servesPrimary } from "./clients.ts";
import { clientKey } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { Members } from "./members.ts";

const dockersOwn = /^listens 127\.0\.0\.11:/;

describe("membership", { concurrency: 1 }, () => {
  const members = new Members("n2acd-targets-members", "172.30.224");
  const found: Record<string, Snapshot> = {};
  let stack: Stack;

  before(async () => {
    await members.cluster.down();
    await members.add({ "sms-01": "apt", "sms-02": "dnf", "sms-03": "apt", "fe-01": "apt", "fe-02": "dnf" });
    for (const machine of ["sms-01", "sms-02", "fe-01", "fe-02"])
      found[machine] = await snapshot(members.on(machine).run);
    stack = await Stack.create(
      "membership",
      {
        ssh: { user: "deploy" },
        agent: "bundled",
        // Without it, a standby's Jarvis does not get to the primary, and the front ends' proof says so.
        jarvis: {
          configFile: "/etc/jarvis/jarvis.conf",
          match: "^port *= *5432$",
          set: "port = 15432",
          service: "jarvis",
        },
        smsNodes: [await members.entry("sms-01"), await members.entry("sms-02")],
        feNodes: [await members.entry("fe-01")],
      },
      clientKey,
    );
    await stack.mustUp();
  });
  after(() => members.cluster.down());

  /** A change that these machines' clients do not notice. */
  async function unnoticed(machines: readonly string[], change: () => Promise<void>): Promise<void> {
    const { connections, pages, failed } = await members.unnoticed(machines, "fe-01", change);
    assert.deepEqual(failed, [], `${connections} connections, ${pages} pages`);
    // An \`up\` that only drops what is known of a dead node takes four seconds.
    assert.ok(connections > 40 && pages > 10, `there was load: ${connections} connections, ${pages} pages`);
  }

  const up = async (): Promise<void> => {
    await stack.mustUp();
  };
  const read = (machine: string, command: string): Promise<string> => members.on(machine).run(command);
  const servers = async (machine: string): Promise<string[]> =>
    (
      await read(
        machine,
        "sed -n 's/^ *server \\([^ ]*\\) \\([^ :]*\\).*/\\1 \\2/p' /etc/haproxy/haproxy.cfg",
      )
    )
      .trim()
      .split("\n");
  const admitted = (machine: string): Promise<string> =>
    read(
      machine,
      "firewall-cmd --list-rich-rules | grep 'port=\"5432\"' | sed 's/.*address=\"\\([^\"]*\\).*/\\1/' | sort | paste -s -d ' '",
    );
  const hba = (machine: string): Promise<string> =>
    read(
      machine,
      `runuser -u postgres -- psql -XqAtc "SELECT string_agg(address, ' ' ORDER BY address) FROM pg_hba_file_rules WHERE 'health_check_user' = ANY (user_name) AND address LIKE '172%'"`,
    );

  /** The machines' HAProxies, firewalls and PostgreSQLs know exactly these nodes, by name and machine. */
  async function assertKnown(
    machines: readonly string[],
    nodes: Readonly<Record<string, string>>,
  ): Promise<void> {
    const addresses = Object.values(nodes)
      .map((machine) => members.address(machine))
      .sort()
      .join(" ");
    for (const machine of machines) {
      const wanted = Object.entries(nodes).map(([name, at]) => `${name} ${members.address(at)}`);
      const known = (await servers(machine)).filter((line) => !line.startsWith("localhost"));
      assert.deepEqual(known, wanted, machine);
      if (machine.startsWith("fe")) continue;
      assert.equal((await admitted(machine)).trim(), addresses, machine);
      assert.equal((await hba(machine)).trim(), addresses, machine);
    }
  }

  it("adds an SMS and an FE node", async () => {
    await unnoticed(["sms-01", "sms-02"], async () => {
      await stack.setObject("smsNodes", await entries("sms-01", "sms-02", "sms-03"));
      await stack.setObject("feNodes", await entries("fe-01", "fe-02"));
      await stack.mustUp();
    });
    const nodes = { "sms-01": "sms-01", "sms-02": "sms-02", "sms-03": "sms-03" };
    await assertKnown(["sms-01", "sms-02", "sms-03", "fe-01", "fe-02"], nodes);
    assert.match(
      await read("sms-01", "firewall-cmd --list-rich-rules"),
      new RegExp(`${members.address("fe-02")}".*"80"`),
    );
    await servesPrimary(members, ["sms-01", "sms-02", "sms-03"], "sms-01");
  });

  it("renames a node with `formerly` in one go: steps are updated, HAProxy is reloaded, sessions go on", async () => {
    await stack.setObject("smsNodes", [
      await members.entry("sms-01", "db-01", "sms-01"),
      await members.entry("sms-02", "db-02", "sms-02"),
      await members.entry("sms-03"),
    ]);
    await stack.setObject("feNodes", [
      await members.entry("fe-01"),
      await members.entry("fe-02", "web-02", "fe-02"),
    ]);
    const preview = await stack.must("preview", "--json");
    const { changeSummary } = JSON.parse(preview) as { changeSummary: Record<string, number> };
    assert.deepEqual(
      [changeSummary["create"], changeSummary["delete"], changeSummary["replace"]],
      [undefined, undefined, undefined],
      preview.slice(-500),
    );

    const masters = () =>
      Promise.all(
        ["sms-01", "sms-02", "sms-03", "fe-02"].map((machine) =>
          read(machine, "systemctl show -p MainPID --value haproxy"),
        ),
      );
    const before = await masters();
    await unnoticed(["sms-01", "sms-02", "sms-03"], up);
    assert.deepEqual(await masters(), before);
    await assertKnown(["sms-01", "sms-02", "sms-03", "fe-01", "fe-02"], {
      "db-01": "sms-01",
      "db-02": "sms-02",
      "sms-03": "sms-03",
    });
    await stack.setObject("smsNodes", [
      await members.entry("sms-01", "db-01"),
      await members.entry("sms-02", "db-02"),
      await members.entry("sms-03"),
    ]);
    await stack.must("preview", "--expect-no-changes");
  });

  it("renames a node without `formerly`: the old name's undo leaves the host alone", async () => {
    await stack.setObject("smsNodes", [
      await members.entry("sms-01", "db-01"),
      await members.entry("sms-02", "two"),
      await members.entry("sms-03"),
    ]);
    await unnoticed(["sms-01", "sms-02", "sms-03"], up);
    await assertKnown(["sms-01", "sms-02", "sms-03", "fe-01", "fe-02"], {
      "db-01": "sms-01",
      two: "sms-02",
      "sms-03": "sms-03",
    });
    assert.equal(
      (await read("sms-02", "sed -n 's/^host=//p' /var/lib/n2acd-ha/*/args | sort -u")).trim(),
      "two",
    );
  });

  it("replaces a node by a machine at another address", async () => {
    await members.add({ "sms-04": "dnf" });
    await members.kill("sms-03");
    await members.noticed("fe-01", "sms-03");
    await unnoticed(["sms-01", "sms-02"], async () => {
      await stack.setObject("smsNodes", [
        await members.entry("sms-01", "db-01"),
        await members.entry("sms-02", "two"),
        await members.entry("sms-04", "sms-03"),
      ]);
      await stack.mustUp();
    });
    await assertKnown(["sms-01", "sms-02", "sms-04", "fe-01", "fe-02"], {
      "db-01": "sms-01",
      two: "sms-02",
      "sms-03": "sms-04",
    });
  });

  it("replaces a node by a machine at the same address with another host key, lost until it is set up", async () => {
    await members.kill("sms-04");
    await members.noticed("fe-01", "sms-03");
    await unnoticed(["sms-01", "sms-02"], async () => {
      // The front ends know the address: a new machine's Apache answers there long before its Jarvis can.
      await stack.setObject("lost", ["sms-03"]);
      await stack.mustUp();
      await members.reinstall("sms-04", "apt");
      const { hostKey = "" } = await members.entry("sms-04");
      await stack.set({ "smsNodes[2].hostKey": hostKey });
      await stack.setObject("lost", []);
      await stack.mustUp();
    });
    await assertKnown(["sms-01", "sms-02", "sms-04", "fe-01", "fe-02"], {
      "db-01": "sms-01",
      two: "sms-02",
      "sms-03": "sms-04",
    });
    await servesPrimary(members, ["sms-01", "sms-02", "sms-04"], "sms-01");
  });

  const retained = async (name: string): Promise<boolean[]> =>
    (await stack.resources())
      .filter(({ urn }) => urn.includes(`::${name}-`))
      .map((each) => each.retainOnDelete === true);

  it("lets a dead node go without reaching it, in two steps", async () => {
    await members.kill("sms-04");
    await members.noticed("fe-01", "sms-03");
    await stack.setObject("lost", ["sms-03"]);
    const inputs = async () =>
      JSON.stringify(
        (await stack.resources("--show-secrets"))
          .filter(({ urn }) => urn.includes("::sms-03-"))
          .map((each) => each.inputs),
      );
    const before = await inputs();
    const steps = await retained("sms-03");
    await unnoticed(["sms-01", "sms-02"], up);
    assert.deepEqual(
      await retained("sms-03"),
      steps.map(() => true),
    );
    assert.equal(await inputs(), before);
    await assertKnown(["sms-01", "sms-02", "fe-01", "fe-02"], { "db-01": "sms-01", two: "sms-02" });
    await stack.must("preview", "--expect-no-changes");

    await stack.setObject("smsNodes", [
      await members.entry("sms-01", "db-01"),
      await members.entry("sms-02", "two"),
    ]);
    await stack.setObject("lost", []);
    await unnoticed(["sms-01", "sms-02"], up);
    assert.deepEqual(await retained("sms-03"), []);
  });

  it("goes on without the primary's host, once another one is promoted", async () => {
    await members.kill("sms-01");
    await members.cluster.postgres("promote", "sms-02");
    await stack.setObject("lost", ["db-01"]);
    await stack.mustUp();
    await assertKnown(["sms-02", "fe-01", "fe-02"], { two: "sms-02" });
    await servesPrimary(members, ["sms-02"], "sms-02");
    // A node that was never set up may be lost as well.
    await stack.setObject("feNodes", [
      ...(await entries("fe-01")),
      await members.entry("fe-02", "web-02"),
      { ...(await members.entry("sms-04")), name: "fe-03" },
    ]);
    await stack.setObject("lost", ["db-01", "fe-03"]);
    await stack.mustUp();
  });

  it("is destroyed with lost nodes, and the others are as they were", async () => {
    await stack.mustDestroy();
    for (const machine of ["sms-02", "fe-01", "fe-02"]) {
      const now = await snapshot(members.on(machine).run);
      // Promoted, it has no standby.signal any more, and its role went with the stack.
      assert.deepEqual(differences(found[machine] ?? {}, now, dockersOwn), [], machine);
      assert.equal(await read(machine, "find / -xdev -name '*n2acd-ha*' -not -path '/proc/*'"), "", machine);
    }
  });

  function entries(...machines: readonly string[]): Promise<Record<string, string>[]> {
    return Promise.all(machines.map((machine) => members.entry(machine)));
  }
});
