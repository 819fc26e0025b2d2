// Names that stand both in what is rendered here and in a script on the hosts, which cannot read it from there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { statusUser } from "../../../lib/statusUser.ts";
import { neverRedirected } from "../../../lib/haproxy/redirect.ts";
import { renderTls } from "../../../lib/haproxy/tls.ts";
import { fe, sms } from "../../support/haproxy/models.ts";

const script = (path: string): string =>
  readFileSync(new URL(`../../../assets/scripts/${path}`, import.meta.url), "utf8");

/** What a script sets the variable to. */
function value(path: string, variable: string): string {
  const [, found] = new RegExp(`^${variable}=(.*)$`, "m").exec(script(path)) ?? [];
  return found ?? assert.fail(`${path} sets no ${variable}`);
}

const rendered = renderSms(sms);

test("HAProxy's admin socket", () => {
  const admin = `${value("lib/haproxy.sh", "HAPROXY_SOCKETS")}admin`;
  assert.match(rendered, new RegExp(`^ +stats socket ${admin} `, "m"));
  assert.doesNotMatch(script("status/proxy.sh"), /sock-/, "the status has no name of its own for it");
});

test("the peers' key", () => {
  const file = value("lib/haproxy.sh", "HAPROXY_PEERS");
  assert.ok(rendered.includes(file));
  assert.match(script("status/proxy.sh"), /haproxy_fingerprint/);
});

test("the folder of the front ends' certificates", () => {
  const folder = value("lib/haproxy.sh", "HAPROXY_CERTIFICATES");
  const tls = renderTls(fe, { port: 443, apachePort: 444 });
  assert.match(tls, new RegExp(` crt-list ${folder}/NAMES\\.list `));
});

test("the redirect to HTTPS: the page that it leaves alone, and the backend that it goes to", () => {
  const redirect = script("lib/front-redirect.sh");
  const tls = renderTls(fe, { port: 443, apachePort: 444, redirect: true });
  const [, backend] = /^backend (redirect\S*)$/m.exec(tls) ?? [];
  assert.ok(backend !== undefined);
  assert.equal(value("lib/front-redirect.sh", "REDIRECT_NEVER"), neverRedirected);
  assert.ok(redirect.includes(`%\\[str(${backend})\\]`));
  assert.ok(redirect.includes(`^backend ${backend}$`));
});

test("the user of the status", () => {
  assert.equal(value("steps/status.sh", "STATUS_USER"), statusUser);
});
