// Virtual addresses with the real keepalived, HAProxy and Apache of this machine: who has one, who serves there, what a change leaves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { local } from "../../support/exec.ts";
import { type Call, mustRun } from "../../support/steps/steps.ts";
import { pair, type Pair, vip, vipCall } from "../../support/vip/pair.ts";

const packages = new URL("../../../scripts/apt-packages.sh", import.meta.url).pathname;
let cluster: Pair;
before(async () => {
  await local([packages, "keepalived"]);
  cluster = await pair();
});
after(() => cluster.remove());

/** What is on the host of it: files, folders, users, and whether keepalived starts at boot. */
const look =
  "find /etc/keepalived /etc/systemd/system /usr/local/lib | sort; cat /etc/keepalived/* /etc/passwd /etc/group; systemctl is-enabled keepalived || true";

describe("virtual addresses of two front ends", () => {
  it("are on one of them, which serves there, and come and go without a trace", async () => {
    const [first] = cluster.nodes;
    const found = await first.host.run(look);
    assert.deepEqual((await cluster.apply(0)).at(-1), `has ${vip.v4} (web)`);
    assert.equal(await cluster.ask(), "fe-01");
    assert.deepEqual((await cluster.apply(1)).at(-1), `is ready to take ${vip.v4} (web)`);
    assert.deepEqual(await cluster.holders(), ["fe-01"]);
    await mustRun(first.host, vipCall(0), "undo");
    assert.equal(await first.host.run(look), found);
    await cluster.heldBy("fe-02");
    assert.equal(await cluster.ask(), "fe-02");
    await mustRun(cluster.nodes[1].host, vipCall(1), "undo");
    assert.deepEqual(await cluster.holders(), []);
  });

  it("stay where they are for changes, and go when a node is drained", async () => {
    for (const node of [0, 1] as const) await cluster.apply(node);
    const [first, second] = cluster.nodes;
    const failed = await duringRequests(async () => {
      // One more peer, and another way to ask whether the node serves.
      for (const node of [0, 1] as const) {
        await cluster.apply(node, vipCall(node, ["peer=10.77.0.23"]));
        await cluster.apply(
          node,
          vipCall(node, ["peer=10.77.0.23", "alive=http://127.0.0.1:80/n2acd-ha-alive?"]),
        );
      }
      assert.deepEqual(await cluster.holders(), ["fe-01"]);
      assert.deepEqual(await cluster.apply(0), [`has ${vip.v4} (web)`]);
      await first.host.run("systemctl reload haproxy");
      await cluster.apply(1);
    });
    assert.deepEqual(failed, []);
    assert.deepEqual(await cluster.holders(), ["fe-01"]);
    await cluster.apply(0, vipCall(0, ["drained=yes"]));
    await cluster.heldBy("fe-02");
    // Whoever comes back leaves the address where it is.
    await cluster.apply(0);
    assert.deepEqual(await cluster.holders(), ["fe-02"]);
    await second.host.run("systemctl stop haproxy");
    await cluster.heldBy("fe-01");
    await second.host.run("systemctl start haproxy");
    await mustRun(second.host, vipCall(1), "undo");
    await mustRun(first.host, vipCall(0), "undo");
  });

  it("are shared out, each beginning with another node", async () => {
    const more = (node: 0 | 1): string[] => [`vip=shop,52,${199 + node},10.77.0.51/24`];
    await cluster.apply(0, vipCall(0, more(0)));
    assert.deepEqual(await cluster.holders("10.77.0.51"), ["fe-01"]);
    const said = await cluster.apply(1, vipCall(1, more(1)));
    assert.ok(said.includes("takes over shop, which begins with this node"), said.join("\n"));
    assert.deepEqual(await cluster.holders("10.77.0.51"), ["fe-02"]);
    assert.deepEqual(await cluster.holders(), ["fe-01"]);
    assert.equal(await cluster.ask("10.77.0.51"), "fe-02");
    // One that is taken away leaves the other where it is.
    for (const node of [0, 1] as const) await cluster.apply(node);
    assert.deepEqual(await cluster.holders("10.77.0.51"), []);
    assert.deepEqual(await cluster.holders(), ["fe-01"]);
    for (const node of [0, 1] as const) await mustRun(cluster.nodes[node].host, vipCall(node), "undo");
  });

  for (const first of [0, 1] as const)
    for (const family of ["v4", "v6"] as const)
      it(`stay where they are for another routerId that ${first === 0 ? "the node with the address" : "the other node"} gets first, ${family}`, async () => {
        const nodes = [first, first === 0 ? 1 : 0] as const;
        const changed = (node: 0 | 1): Call => withRouter(vipCall(node, [], family), 53);
        for (const node of [0, 1] as const) await cluster.apply(node, vipCall(node, [], family));
        const other = cluster.nodes[1].host;
        await other.run("ip -o monitor address >/run/moves 2>&1 </dev/null & echo $! >/run/moves.pid");
        const failed = await duringRequests(async () => {
          for (const node of nodes) await cluster.apply(node, changed(node));
          // An `up` that runs in between changes nothing.
          const before = await Promise.all(nodes.map(reloads));
          for (const node of nodes) await cluster.apply(node, changed(node));
          assert.deepEqual(await Promise.all(nodes.map(reloads)), before);
          for (const node of nodes) await mustRun(cluster.nodes[node].host, retire, "apply");
          // As long as a node needs to believe that the other one is dead.
          await pause(1500);
        }, vip[family]);
        assert.deepEqual(failed, []);
        await other.run("kill $(cat /run/moves.pid)");
        const moves = (await other.run("cat /run/moves")).split("\n");
        assert.deepEqual(
          moves.filter((line) => line.includes(` ${vip[family]}/`)),
          [],
        );
        assert.deepEqual(await cluster.holders(vip[family]), ["fe-01"]);
        for (const { host } of cluster.nodes) {
          const config = await host.run("cat /etc/keepalived/keepalived.conf");
          assert.deepEqual(
            config.split("\n").filter((line) => /router_id|group/.test(line)),
            [`    router_id ${host.name}`, "    virtual_router_id 53"],
          );
          assert.doesNotMatch(await host.run("ip -o addr show dev lo"), /10\.77|2001/);
        }
        for (const node of [0, 1] as const)
          await mustRun(cluster.nodes[node].host, vipCall(node, [], family), "undo");
      });

  for (const changed of [0, 1] as const)
    it(`are on one node when the other fails while only ${changed === 0 ? "it" : "the one that stays"} has another routerId`, async () => {
      for (const node of [0, 1] as const) await cluster.apply(node);
      await cluster.apply(changed, withRouter(vipCall(changed), 53));
      const [first, second] = cluster.nodes;
      for (const [failing, to] of [
        [first, "fe-02"],
        [second, "fe-01"],
      ] as const) {
        await failing.host.run("systemctl stop haproxy");
        await cluster.heldBy(to);
        await failing.host.run("systemctl start haproxy");
        // Until it knows that it serves again, and would take what it believes nobody has.
        await pause(5000);
        assert.deepEqual(await cluster.holders(), [to]);
      }
      // The way back is as good.
      await cluster.apply(changed);
      assert.deepEqual(await cluster.holders(), ["fe-01"]);
      for (const node of [0, 1] as const) await mustRun(cluster.nodes[node].host, vipCall(node), "undo");
    });

  it("are of IPv6 where the nodes are", async () => {
    for (const node of [0, 1] as const) await cluster.apply(node, vipCall(node, [], "v6"));
    assert.deepEqual(await cluster.holders(vip.v6), ["fe-01"]);
    assert.equal(await cluster.ask(vip.v6), "fe-01");
    await cluster.nodes[0].host.run("systemctl stop haproxy");
    await cluster.heldBy("fe-02", vip.v6);
    assert.equal(await cluster.ask(vip.v6), "fe-02");
    await cluster.nodes[0].host.run("systemctl start haproxy");
    for (const node of [0, 1] as const)
      await mustRun(cluster.nodes[node].host, vipCall(node, [], "v6"), "undo");
  });
});

describe("a virtual address is refused", () => {
  const refused = async (what: RegExp, call = vipCall(0)): Promise<void> => {
    const before = await cluster.nodes[0].host.run(look);
    const { status, stderr } = await cluster.attempt(0, call);
    assert.equal(status, 1, stderr);
    assert.match(stderr, what);
    await mustRun(cluster.nodes[0].host, vipCall(0), "undo");
    assert.equal(await cluster.nodes[0].host.run(look), before);
    assert.deepEqual(await cluster.holders(), []);
  };

  it("where keepalived is somebody else's", async () => {
    const [first] = cluster.nodes;
    await first.write("etc/keepalived/keepalived.conf", "vrrp_instance theirs {\n}\n");
    await refused(
      /keepalived\.conf was not written by n2acd-ha, .*; nothing was changed.*What to do: move what it does/,
    );
    await first.host.run("rm /etc/keepalived/keepalived.conf");
  });

  it("where a stranger has it", async () => {
    const { clients } = cluster.network;
    await local(["ip", "-n", clients, "addr", "add", `${vip.v4}/24`, "dev", "br0"]);
    // The other node had the address a moment ago: nobody knows the stranger yet.
    await cluster.nodes[0].host.run("ip neigh flush all");
    const stranger = spawn("ip", [
      "netns",
      "exec",
      clients,
      "socat",
      `TCP4-LISTEN:80,bind=${vip.v4},fork`,
      "/dev/null",
    ]);
    await pause(500);
    stranger.unref();
    try {
      await refused(/another machine answers at 10\.77\.0\.50, and this node took it all the same/);
    } finally {
      stranger.kill();
      await local(["ip", "-n", clients, "addr", "del", `${vip.v4}/24`, "dev", "br0"]);
    }
  });

  it("where nobody would answer, or no interface is in its network", async () => {
    const { host } = cluster.nodes[0];
    await host.run(
      "cp /etc/apache2/ports.conf /run/; sed -i 's/^ *Listen .*81.*/Listen 10.77.0.21:81/' /etc/apache2/ports.conf; systemctl restart apache2; sleep 0.5",
    );
    await refused(/nothing would answer at 10\.77\.0\.50 port 81: apache2 listens on other addresses/);
    await host.run("cp /run/ports.conf /etc/apache2/; systemctl restart apache2; sleep 0.5");
    const elsewhere = {
      ...vipCall(0),
      args: vipCall(0).args.map((word) => word.replace(`${vip.v4}/24`, "10.78.0.50/24")),
    };
    await refused(/no interface of this host is in the network of 10\.78\.0\.50/, elsewhere);
    await refused(/this host has no interface bond0/, {
      ...vipCall(0),
      args: vipCall(0).args.map((word) => word.replace("50/24", "50/24,bond0")),
    });
  });

  it("where the node does not serve", async () => {
    await cluster.nodes[0].host.run("systemctl stop haproxy");
    await refused(/nothing would answer at 10\.77\.0\.50 port 80: nothing listens/);
    await cluster.nodes[0].host.run("systemctl start haproxy");
  });
});

/** What the program runs on a node once all are proven. */
const retire: Call = { step: "retire", args: [] };

/** How often keepalived has read its configuration again, by its own log. */
function reloads(node: 0 | 1): Promise<string> {
  return cluster.nodes[node].host.run(
    'grep -c "Reload complete" "$(dirname "$(command -v systemctl)")/../journal.keepalived"',
  );
}

function withRouter(call: Call, router: number): Call {
  return { ...call, args: call.args.map((word) => word.replace("vip=web,51,", `vip=web,${router},`)) };
}

/** The requests that failed while something else was done. */
async function duringRequests(what: () => Promise<void>, address?: string): Promise<string[]> {
  const failed: string[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const answer = await cluster.ask(address);
      if (!/^fe-0[12]$/.test(answer)) failed.push(`${new Date().toISOString()}: ${answer}`);
    }
  })();
  await what();
  over.abort();
  await asking;
  return failed;
}
