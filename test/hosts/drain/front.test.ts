// A node out of service and back, on the front end's side: its Jarvis API gets no new requests, and ends those it has.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { profiles } from "../../../lib/failover.ts";
import { renderFe } from "../../../lib/haproxy/fe.ts";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";
import { makeFront, mustFail, type Front } from "../../support/proxies/hosts.ts";
import { mustRun, type Call } from "../../support/steps/steps.ts";

// Answers any request with its name; one for /slow after 6 s. Without its database, 503.
const api = `
import http.server, os, sys, time
class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.endswith("slow"): time.sleep(6)
        self.send_response(503 if os.path.exists("/root/no-database") and self.command == "GET" else 200)
        self.send_header("Content-Length", str(len(sys.argv[1])))
        self.end_headers()
        self.wfile.write(sys.argv[1].encode())
    do_OPTIONS = do_GET
http.server.ThreadingHTTPServer((sys.argv[2], 8080), Api).serve_forever()
`;
const nodes = [
  { name: "sms-01", address: "127.0.0.11" },
  { name: "sms-02", address: "127.0.0.12" },
];

describe("drain of a Jarvis API", () => {
  let front: Front;
  const web = (...drained: string[]): Call => ({
    step: "web",
    args: ["listen=80", "apache=81", "stats=7000"],
    input: renderFe({
      stack: "test",
      smsNodes: nodes.map((node) => ({ ...node, drained: drained.includes(node.name) })),
      stats: { bind: "*", port: 7000 },
      failover: profiles.fast,
      timeouts: { client: 1_800_000, server: 1_800_000 },
      hardStopAfter: 60_000,
      maxConnections: { clients: 1000, server: 100 },
      port: 80,
      apachePort: 81,
      jarvis: { path: "/n2acd-fe/jarvis-agent", port: 8080 },
    }),
  });
  const get = (path = "") => front.host.run(`curl -s -m 20 http://127.0.0.1/n2acd-fe/jarvis-agent${path}`);
  /** Which nodes answer ten requests. */
  const answering = async () => {
    const names = [];
    for (let i = 0; i < 10; i++) names.push(await get());
    return [...new Set(names)].sort();
  };

  before(async () => {
    front = await makeFront("drainfe", "10.213.34", "apt");
    await front.host.run("cat >/root/api.py", { input: api });
    for (const { name, address } of nodes)
      await front.host.run(`systemd-run -q --unit=api-${name} python3 /root/api.py ${name} ${address}`);
    const secrets = renderSecrets({ user: "admin", password: "test" });
    await mustRun(front.host, { step: "haproxy-secrets", args: [], input: secrets }, "apply");
    await mustRun(front.host, web(), "apply");
  });
  after(() => front.remove());

  it("ends what it has, gets nothing new, stays out over a reload and an up, and comes back", async () => {
    assert.deepEqual(await answering(), ["sms-01", "sms-02"]);
    const slow = Promise.all([get("/slow"), get("/slow")]);
    await front.host.run("sleep 1");
    const drain = mustRun(front.host, web("sms-02"), "apply");
    assert.deepEqual((await slow).sort(), ["sms-01", "sms-02"]);
    const said = (await drain).join("\n");
    assert.match(said, /sms-02 carries no session of jarvis from here/);
    assert.deepEqual(await answering(), ["sms-01"]);
    assert.deepEqual(await mustRun(front.host, web("sms-02"), "apply"), [
      "sms-02 carries no session of jarvis from here",
    ]);
    await front.host.run("systemctl reload haproxy && sleep 1");
    assert.deepEqual(await answering(), ["sms-01"]);
    await mustRun(front.host, web(), "apply");
    assert.deepEqual(await answering(), ["sms-01", "sms-02"]);
  });

  it("is proven without an answer of Jarvis where the primary is drained on purpose, and only there", async () => {
    await front.host.run("touch /root/no-database");
    const change = (call: Call, ...args: string[]): Call => ({
      ...call,
      args: [...call.args, "path=/n2acd-fe/jarvis-agent", ...args],
    });
    // Another configuration fails on trial; one that is in use already is looked at where it is.
    for (const [call, way] of [
      [change(web("sms-01")), "the new configuration"],
      [change(web(), "drain_primary=yes"), "port 80"],
    ] as const)
      assert.match(await mustFail(front.host, call), new RegExp(`through ${way} is answered 503`));
    const said = await mustRun(front.host, change(web("sms-01"), "drain_primary=yes"), "apply");
    assert.match(
      said.join("\n"),
      /answered 503, .*; that is to be expected while the primary is out of service/,
    );
    await front.host.run("rm /root/no-database");
    await mustRun(front.host, change(web()), "apply");
    assert.deepEqual(await answering(), ["sms-01", "sms-02"]);
  });
});
