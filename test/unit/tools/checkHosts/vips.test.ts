// What check-hosts says of virtual addresses on a front end that has none yet: two small hosts, and nothing is touched.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readAnswer } from "../../../../tools/checkHosts/answer.ts";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";
import {
  smallHost,
  type SmallHost,
  smallNetwork,
  type SmallNetwork,
} from "../../../support/proxies/small/host.ts";

let network: SmallNetwork;
let small: SmallHost;
before(async () => {
  network = await smallNetwork();
  small = await smallHost({}, { network, name: "fe-01", address: "10.77.0.21", v6: "2001:db8:77::21" });
});
after(async () => {
  await small.remove();
  await network.remove();
});

const own = [
  "own=10.77.0.21",
  "peer=10.77.0.22",
  "alive=http://127.0.0.1:80/n2acd-ha-alive",
  "port=80",
  "apache=81",
];

async function told(vip: string, shell = "sh"): Promise<string> {
  const script = scriptFor("fe", [
    { step: "vip", words: ["host=fe-01", ...own, `vip=${vip}`].join(" "), config: "" },
  ]);
  const look =
    "find /etc /run /var/lib/n2acd-ha -printf '%p %m %u %s %T@ %C@\\n' | sort; ip addr | sed 's/ tentative//'";
  const found = await small.host.run(look);
  const { stdout, stderr } = await small.host.exec(`${shell} -s`, { input: script });
  assert.equal(await small.host.run(look), found, stderr);
  const answer = readAnswer(stdout);
  assert.ok(answer.whole, `${stdout}${stderr}`);
  const { problems: problem, warnings: warning, changes: change, unknowns: unknown } = answer;
  return Object.entries({ problem, warning, change, unknown })
    .flatMap(([kind, list]) => list.map(({ text }) => `${kind}: ${text}`))
    .join("\n");
}

describe("virtual addresses before up", () => {
  const comes =
    "change: adds the virtual address 10.77.0.50 (web), which this node and the others have in turn";
  for (const shell of ["dash", "bash"])
    it(`come, where nothing is in the way, under ${shell}`, async () => {
      assert.equal(await told("web,51,200,10.77.0.50/24", shell), comes);
    });

  it("need an interface that is in their network", async () => {
    assert.match(
      await told("web,51,200,10.99.0.50/24"),
      /^problem: no interface of this host is in the network of 10\.99\.0\.50/m,
    );
    assert.match(await told("web,51,200,10.77.0.50/24,bond9"), /^problem: this host has no interface bond9/m);
  });

  it("are warned of where another machine answers there", async () => {
    const stranger = await smallHost(
      {},
      { network, name: "x", address: "10.77.0.50", v6: "2001:db8:77::50" },
    );
    try {
      assert.match(
        await told("web,51,200,10.77.0.50/24"),
        /^warning: another machine answers at 10\.77\.0\.50: /m,
      );
    } finally {
      await stranger.remove();
    }
  });

  it("need an Apache that listens on all addresses", async () => {
    await small.write("etc/apache2/ports.conf", "Listen 10.77.0.21:80\n");
    await small.apache();
    assert.match(
      await told("web,51,200,10.77.0.50/24"),
      /^problem: nothing would answer at 10\.77\.0\.50 port 80: apache2 listens on other addresses/m,
    );
  });

  it("that are here already are no change", async () => {
    await small.write("etc/apache2/ports.conf", "Listen 80\n");
    await small.apache();
    await small.write("etc/keepalived/keepalived.conf", "        10.77.0.50/24 dev eth0\n");
    assert.equal(await told("web,51,200,10.77.0.50/24"), "");
  });
});
