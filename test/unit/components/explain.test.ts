import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../../components/host/explanations.ts";
import { inventoryHost } from "../../../components/host/inventory.ts";

const ssh = { user: "deploy", port: 22, sudo: true };
const host = inventoryHost({ name: "sms-01", address: "10.0.0.11", ssh });

test("a sudo that asks for a password in a later step is explained", () => {
  const said = 'exit status 1: running "sudo -n step.sh":\nsudo: a password is required\n';
  assert.match(
    explain(host, "haproxy", said) ?? "",
    /^sms-01: step haproxy: deploy may no longer run it as root without a password\. What to do: put /,
  );
});

test("a sudo that refuses a later step for another reason is quoted", () => {
  const quoted = 'exit status 1: running "sudo -n sh step.sh":\n';
  assert.match(
    explain(host, "haproxy", `${quoted}sudo: sorry, you must have a tty to run sudo\n`) ?? "",
    /^sms-01: step haproxy: sudo requires a terminal of deploy, and a step has none\. What to do: take 'Defaults requiretty'/,
  );
  assert.match(
    explain(host, "haproxy", `${quoted}sudo: /etc/sudoers is owned by uid 1000, should be 0\n`) ?? "",
    /sudo refuses to run the step: \/etc\/sudoers is owned by uid 1000, should be 0\. What to do: /,
  );
});

test("what the command itself says of sudo is no reason", () => {
  assert.equal(
    explain(host, "ready", 'exit status 2: running "case x in sudo: tty":\nsomething else'),
    undefined,
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

// The words of pulumi-command 1.2.1 behind a bastion.
const bastion = { address: "10.0.0.1", port: 22, user: "jump" };
const behind = inventoryHost({ name: "sms-01", address: "10.0.0.11", ssh: { ...ssh, bastion } });
for (const [said, says] of [
  [
    "proxy: after 10 failed attempts: ssh: handshake failed: EOF",
    /^sms-01: step ready: 10\.0\.0\.11, or the bastion 10\.0\.0\.1 before it, shows another host key than the pinned one, or refuses the login of deploy\. What to do: compare /,
  ],
  [
    "proxy: after 10 failed attempts: ssh: rejected: connect failed (Connection refused)",
    /: nothing answers SSH at 10\.0\.0\.11, or the bastion 10\.0\.0\.1 before it\. What to do: start the host/,
  ],
  [
    "proxy: ssh: rejected: connect failed (No route to host)",
    /: nothing answers SSH at 10\.0\.0\.11, or the/,
  ],
  [
    "proxy: ssh: rejected: connect failed (Connection timed out)",
    /: nothing answers SSH at 10\.0\.0\.11, or the/,
  ],
  ["proxy: dial tcp 10.0.0.1:22: i/o timeout", /: nothing answers SSH at .* before it\. What to do/],
  [
    "proxy: ssh: rejected: administratively prohibited (open failed)",
    /: the bastion 10\.0\.0\.1 forwards no connections to 10\.0\.0\.11\. What to do: see AllowTcpForwarding/,
  ],
  [
    "dial unix /tmp/ssh-x/agent.1: connect: no such file or directory",
    /: the SSH agent that SSH_AUTH_SOCK names does not answer .*\. What to do: start it, or unset SSH_AUTH_SOCK/,
  ],
  ["dial unix /tmp/ssh-x/agent.1: connect: connection refused", /: the SSH agent that SSH_AUTH_SOCK names/],
  ["read tcp 10.0.0.9:4->10.0.0.11:22: EOF", /: the connection was cut while the step ran\. What to do/],
] as const) {
  test(`is explained: ${said}`, () => {
    assert.match(explain(behind, "ready", said) ?? "", says);
  });
}
