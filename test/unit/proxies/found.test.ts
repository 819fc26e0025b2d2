// What goes on of a HAProxy that somebody has set up by hand, until the step tls takes its port.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { toolkit } from "../../support/steps/steps.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "n2acd-found-"));
});
after(() => rm(folder, { recursive: true }));

const ours =
  "defaults\n    mode http\nfrontend http-in\n    bind *:80\n    default_backend apache\nbackend apache\n";

async function kept(found: string): Promise<string> {
  const [now, then] = [join(folder, "now.cfg"), join(folder, "then.cfg")];
  await writeFile(now, ours);
  await writeFile(then, found);
  const programs = ["haproxy-sections", "haproxy-bind", "haproxy-port"].flatMap((name) => [
    "-f",
    join(toolkit, `files/${name}.awk`),
  ]);
  const { status, stdout, stderr } = await local(["awk", "-v", "port=443", ...programs, now, then]);
  assert.equal(status, 0, stderr);
  return stdout;
}

describe("what HAProxy served on a port", () => {
  it("is nothing where no frontend binds it", async () => {
    assert.equal(
      await kept("global\nfrontend a\n  bind *:80\n  bind *:8443\nbackend b\n  server c 10.0.0.1:443\n"),
      "",
    );
  });

  it("is its frontends on that port alone, what they use, and the new defaults at the end", async () => {
    const found = `# a comment
global
    daemon
defaults
    mode tcp
userlist people
    user a insecure-password b
frontend plain
    bind *:8080
    default_backend shop
frontend both
    bind *:80
    bind :443 ssl crt /etc/a.pem
    default_backend shop
backend shop
    server a 127.0.0.1:444 ssl verify none
peers cluster
    peer a 10.0.0.1:1024
`;
    assert.equal(
      await kept(found),
      `defaults
    mode tcp
userlist people
    user a insecure-password b
frontend both
    bind :443 ssl crt /etc/a.pem
    default_backend shop
backend shop
    server a 127.0.0.1:444 ssl verify none
defaults
    mode http
`,
    );
  });

  it("has of a bind with several addresses those on that port", async () => {
    assert.match(
      await kept("frontend a\n  bind 10.0.0.1:80,10.0.0.1:443,[::1]:443,/run/a.sock ssl crt a.pem\n"),
      /^frontend a\n {4}bind 10\.0\.0\.1:443,\[::1\]:443 ssl crt a\.pem\n/,
    );
  });

  it("has the sections of newer versions that its frontends need, each with its own lines", async () => {
    const found =
      "frontend secure\n  bind :443 ssl crt @site/a\n  default_backend shop\ncrt-store site\n  load crt a.pem alias a\nlog-forward syslog\n  bind :514\nhealthcheck page\n  type httpchk\nbackend shop\n  server a 127.0.0.1:444 healthcheck page\n";
    assert.equal(
      await kept(found),
      found.replace("log-forward syslog\n  bind :514\n", "") + "defaults\n    mode http\n",
    );
  });

  it("has other names where the new configuration has the same", async () => {
    const found =
      "frontend http-in from web\n  bind *:443 ssl crt a\n  use_backend apache if { path / }\n  default_backend own\nbackend apache\n  server a 127.0.0.1:444\nbackend own\n";
    assert.match(
      await kept(found),
      /^frontend http-in\.found from web\n {2}bind .*\n {2}use_backend apache\.found if \{ path \/ \}\n {2}default_backend own\nbackend apache\.found\n/,
    );
  });
});
