// Virtual addresses of IPv6 on four hosts that are known by IPv6 addresses: HTTPS is served there, and moves with the address.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Users } from "../../support/vip/users.ts";
import { Field } from "./field.ts";

describe("a virtual address of IPv6", { concurrency: 1, timeout: 1_800_000 }, () => {
  const field = new Field("n2acd-t-six", "172.30.99", { six: true });
  before(() => field.open());
  after(() => field.close());

  for (const kind of ["fe", "sms"] as const)
    it(`of ${kind === "fe" ? "front ends" : "SMS nodes"} is asked on one node, and on another one when that fails`, async () => {
      const [holder, ...others] = await field.holders(kind);
      assert.ok(holder !== undefined && others.length === 0, "one node has the address");
      const at = `[${field.vips[kind]}]`;
      const users = new Users({
        ...{ url: kind === "fe" ? `https://${at}` : `http://${at}`, perSecond: 10, patience: 2000 },
        ...(kind === "fe" ? { tls: field.tls } : {}),
      });
      try {
        assert.ok(await users.answered(5), "users are answered");
        const outage = users.outage(holder, 30);
        await field.hosts.on(holder).run("systemctl stop haproxy");
        assert.ok((await outage) < 30, "another node answers");
        const now = await field.holders(kind);
        assert.equal(now.length, 1);
        assert.notEqual(now[0], holder);
      } finally {
        await users.stop();
        await field.hosts.on(holder).run("systemctl start haproxy");
      }
    });
});
