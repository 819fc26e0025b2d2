import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../components/host/explain.ts";
import { inventoryHost } from "../../components/host/inventory.ts";

const ssh = { user: "deploy", port: 22, sudo: true };
const host = inventoryHost({ name: "sms-01", address: "10.0.0.11", ssh });

test("a sudo that asks for a password in a later step is explained", () => {
  const said = 'exit status 1: running "sudo -n step.sh":\nsudo: a password is required\n';
  assert.match(
    explain(host, "haproxy", said) ?? "",
    /^sms-01: step haproxy: deploy may no longer run it as root without a password\. What to do: put /,
  );
});

test("what a step says itself needs no explanation, and what nobody knows gets none", () => {
  assert.equal(explain(host, "haproxy", 'running "x":\nn2acd-ha: no. What to do: EOF.'), undefined);
  assert.equal(explain(host, "haproxy", 'running "x":\nsomething else'), undefined);
});

test("an error on the way through a bastion may be that one's", () => {
  const bastion = { address: "10.0.0.1", port: 22, user: "deploy" };
  const behind = inventoryHost({ name: "sms-01", address: "10.0.0.11", ssh: { ...ssh, bastion } });
  const said = "proxy: after 10 failed attempts: ssh: handshake failed: ssh: host key mismatch";
  assert.match(
    explain(behind, "ready", said) ?? "",
    /^sms-01: step ready: 10\.0\.0\.11, or the bastion 10\.0\.0\.1 before it, shows another host key than the pinned one\. /,
  );
});
