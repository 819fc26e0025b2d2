// Users over HTTPS come to the virtual address while the cluster changes: settings, certificates, a drained SMS node.
//
//   CHANGES=20 PER_SECOND=120 node --test test/cluster/vip-hosts/load.test.ts      4 and 60 otherwise
//
// What limits it, with TLS to HAProxy and again to Apache, is in docs/virtual-address.md.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { get } from "node:https";
import type { IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { feNodes } from "../../support/stack/hosts.ts";
import { authority } from "../../support/certificate.ts";
import { Field } from "./field.ts";
import { Load } from "./load.ts";

const changes = Number(process.env["CHANGES"] ?? 4);
const perSecond = Number(process.env["PER_SECOND"] ?? 60);
const megabytes = 200;

describe("HTTPS through the virtual address, under load", { concurrency: 1, timeout: 3_600_000 }, () => {
  const field = new Field("n2acd-t-https", "172.30.98");
  const url = `https://${field.vips.fe}`;
  let expected = "";

  before(async () => {
    // The dev hosts' n2pg-aux takes half a core of the machine that is to carry the load.
    await field.open({ agent: "bundled" });
    const file = `/var/www/html/big`;
    for (const node of feNodes)
      expected = (
        await field.hosts
          .on(node)
          .run(`yes 'a long download' | head -c ${megabytes}M >${file}; sha256sum <${file} | cut -d' ' -f1`)
      ).trim();
  });
  after(() => field.close());

  /** One download over all of it, as slow as it has to be. */
  async function download(slow: () => boolean): Promise<string> {
    const ca = await readFile(field.tls.authority);
    const request = get(`${url}/big`, { ca, servername: field.tls.name, agent: false });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const hash = createHash("sha256");
    for await (const part of response) {
      hash.update(part as Buffer);
      if (slow()) await pause(20);
    }
    return hash.digest("hex");
  }

  /** The change is made under load and beside a download: no request fails, the address stays, the download is whole. */
  async function unnoticed(change: () => Promise<void>): Promise<string> {
    const [holder] = await field.holders("fe");
    const load = await Load.begin({ address: field.vips.fe, perSecond, tls: field.tls });
    let going = true;
    const whole = download(() => going);
    whole.catch(() => undefined);
    let report;
    try {
      await change();
    } finally {
      going = false;
      report = await load.end();
    }
    const { requests, success, rate, duration, errors, latencies } = report;
    const [seconds, slowest] = [duration, latencies.max].map((each) => (each / 1e9).toFixed(1));
    const told = `${requests} requests in ${seconds} s, the slowest took ${slowest} s`;
    assert.deepEqual(errors, [], told);
    assert.equal(success, 1, told);
    assert.ok(rate > 0.9 * perSecond, `there was load: ${told}`);
    assert.equal(await whole, expected, "the download is whole");
    assert.deepEqual(await field.holders("fe"), [holder], "the address stays where it is");
    return told;
  }

  it("outlives changes of settings", async (t) => {
    const told = await unnoticed(async () => {
      for (let done = 0; done < changes; done += 1) {
        await field.stack.set({ "timeouts.client": `${31 + done}m` });
        await field.stack.mustUp();
      }
    });
    t.diagnostic(`${told}, ${changes} changes`);
  });

  it("outlives a certificate that was renewed on the hosts", async (t) => {
    const told = await unnoticed(async () => {
      await field.renew();
      await field.stack.set({ "repair.fe-01-tls": "1", "repair.fe-02-tls": "1" });
      await field.stack.mustUp();
    });
    t.diagnostic(told);
  });

  it("outlives a certificate of the stack that comes and goes", async (t) => {
    const own = authority().issue(["other.acd.example"]);
    const told = await unnoticed(async () => {
      await field.stack.setSecret("feCertificates[0]", own);
      await field.stack.mustUp();
      await field.stack.must("config", "rm", "--path", "n2acd-ha:feCertificates");
      await field.stack.mustUp();
    });
    t.diagnostic(told);
  });

  it("outlives an SMS node that is drained and comes back", async (t) => {
    const told = await unnoticed(async () => {
      await field.stack.setObject("drained", ["sms-02"]);
      await field.stack.mustUp();
      await field.stack.must("config", "rm", "--path", "n2acd-ha:drained");
      await field.stack.mustUp();
    });
    t.diagnostic(told);
  });
});
