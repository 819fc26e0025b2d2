// HAProxy's own pages over TLS, with a certificate that the operator has put on the host: the real programs.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { renderMetrics } from "../../../lib/haproxy/metrics.ts";
import { mustRun, type Call } from "../../support/steps/steps.ts";
import { certificate } from "../../support/certificate.ts";
import { fe } from "../../support/haproxy/models.ts";
import { certificatesOf } from "../../support/proxies/small/certificates.ts";
import { refused, secrets, smsNodes, web } from "../../support/proxies/small/front.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

const certificateFile = "/etc/page.pem";
const made = [certificate(["fe-01.example.net"]), certificate(["fe-01.example.net"])] as const;
const pem = ({ certificate, key }: { certificate: string; key: string }) => certificate + key;

let small: SmallHost;
before(async () => {
  small = await smallHost();
  await secrets(small);
});
after(() => small.remove());
beforeEach(() => small.write("etc/page.pem", pem(made[0])));

const tls = { certificateFile };
/** The step web with its stats page; Jarvis is not asked for. */
function front(over?: typeof tls): Call {
  const call = web({ stats: { ...fe.stats, tls: over } });
  return {
    ...call,
    args: call.args.map((word) =>
      word === "stats=7000" && over !== undefined ? "stats=https://127.0.0.1:7000" : word,
    ),
  };
}
function metrics(over?: typeof tls): Call {
  const page = { bind: "node", port: 8405, tls: over };
  return {
    step: "metrics",
    args: [`at=${over === undefined ? "" : "https://"}${at.own}:8405`],
    input: renderMetrics({ stack: "test", smsNodes, address: at.own, metrics: page }),
  };
}

const asked = (url: string, ...options: string[]) =>
  small.ask(url, ["-k", "-o", "/dev/null", "-w", "%{http_code}", ...options]);
/** The certificate that a client is shown on that port. */
const shown = async (port: number) =>
  (
    await small.host.run(
      `openssl s_client -connect ${at.own}:${port} </dev/null 2>/dev/null | sed -n '/BEGIN CERT/,/END CERT/p'`,
    )
  ).trim();

async function drift({ step, args, input = "" }: Call): Promise<string[]> {
  const script = `set -eu; TOOLKIT=/var/lib/n2acd-ha/toolkit; . $TOOLKIT/drift/look.sh
    look ${step} host=fe-01 ${args.join(" ")} </run/drift.cfg; show ${step}`;
  const said = await small.host.run(`cat >/run/drift.cfg; sh -c '${script}'`, { input });
  return said.split("\n").filter((line) => line.includes("certificate"));
}

describe("the stats page", () => {
  it("speaks TLS once it has a certificate, and asks for its password as before", async () => {
    await mustRun(small.host, front(), "apply");
    assert.equal(await asked(`http://${at.own}:7000/`), "401");
    assert.deepEqual(await mustRun(small.host, front(tls), "apply"), ["HAProxy: reload"]);
    assert.equal(await asked(`https://${at.own}:7000/`), "401");
    assert.equal(await asked(`https://${at.own}:7000/`, "-u", "admin:test"), "200");
    assert.equal(await asked(`http://${at.own}:7000/`), "000");
    assert.deepEqual(await mustRun(small.host, front(tls), "apply"), []);
    await mustRun(small.host, front(), "apply");
    assert.equal(await asked(`http://${at.own}:7000/`), "401");
  });

  it("is counted by the status as it is shown, whatever the file holds by now", async () => {
    await small.write("etc/page.pem", pem(certificate(["fe-01.example.net"], { days: "9" })));
    await mustRun(small.host, front(tls), "apply");
    await small.write("etc/page.pem", pem(made[0]));
    const [one, ...more] = await certificatesOf(small.host);
    assert.deepEqual([one?.use, one?.name, more.length], ["page", certificateFile, 0]);
    assert.ok([8, 9].includes(one?.days ?? 0), String(one?.days));
    await mustRun(small.host, front(), "apply");
    assert.deepEqual(await certificatesOf(small.host), []);
  });

  it("is left as it is when the key is another one's", async () => {
    await mustRun(small.host, front(), "apply");
    await small.write("etc/page.pem", made[0].certificate + made[1].key);
    const said = await refused(small, front(tls));
    assert.match(said, /HAProxy refuses the new configuration; the live one is untouched: .*page\.pem/);
    assert.doesNotMatch(said, /PRIVATE KEY/);
    assert.equal(await asked(`http://${at.own}:7000/`), "401");
  });
});

describe("the figures for Prometheus", () => {
  before(() => mustRun(small.host, front(), "apply"));

  it("speak TLS once they have a certificate", async () => {
    await mustRun(small.host, metrics(), "apply");
    assert.equal(await asked(`http://${at.own}:8405/metrics`), "200");
    await mustRun(small.host, metrics(tls), "apply");
    assert.equal(await asked(`https://${at.own}:8405/metrics`), "200");
    assert.equal(await asked(`http://${at.own}:8405/metrics`), "000");
    await mustRun(small.host, metrics(tls), "undo");
    assert.equal(await asked(`https://${at.own}:8405/metrics`), "000");
  });
});

describe("a certificate that was renewed", () => {
  for (const [what, call, port] of [
    ["of the stats page", front(tls), 7000],
    ["of the figures", metrics(tls), 8405],
  ] as const)
    it(`${what} is drift, and comes to HAProxy by the step`, async () => {
      await mustRun(small.host, front(tls), "apply");
      await mustRun(small.host, call, "apply");
      assert.deepEqual(await drift(call), []);
      await small.host.run("sleep 1");
      await small.write("etc/page.pem", pem(made[1]));
      assert.match(
        (await drift(call)).join(),
        /\/etc\/page\.pem.*another one by now: repair brings it to HAProxy/,
      );
      assert.equal(await shown(port), made[0].certificate.trim());
      assert.deepEqual(await mustRun(small.host, call, "apply"), ["HAProxy: reload"]);
      assert.equal(await shown(port), made[1].certificate.trim());
      assert.deepEqual(await drift(call), []);
    });

  it("is none when somebody has reloaded HAProxy", async () => {
    await mustRun(small.host, front(tls), "apply");
    await small.write("etc/page.pem", pem(made[1]));
    await small.host.run("sleep 1.1; systemctl reload haproxy; sleep 0.5");
    assert.equal(await shown(7000), made[1].certificate.trim());
    assert.deepEqual(await drift(front(tls)), []);
  });
});
