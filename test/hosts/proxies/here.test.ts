// What a rendered haproxy.cfg becomes on a host, under both shells: addresses in place of names, whatever the name server
// does, and the peers' key where HAProxy can show it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { local, quote } from "../../support/exec.ts";
import { sms } from "../../support/haproxy/models.ts";
import { needing, shells } from "../../support/steps/steps.ts";

const named = (count: number) => ({
  ...sms,
  smsNodes: Array.from({ length: count }, (_, i) => ({ name: `sms-${i}`, address: `sms-${i}.example` })),
});

for (const shell of shells)
  describe(`haproxy.cfg on this host, under ${shell}`, () => {
    let folder: string;
    const folders: string[] = [];
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "n2acd-here-"));
      folders.push(folder);
      await mkdir(join(folder, "bin"));
      await mkdir(join(folder, "names"));
      // In place of the name server: a file for each name, or none for a name that takes long and is not found.
      await program("getent", `cat ${folder}/names/"$2" 2>/dev/null || { sleep 1; exit 2; }`);
      await version("2.6.12", "+OPENSSL");
    });
    after(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

    async function program(name: string, text: string): Promise<void> {
      await writeFile(join(folder, "bin", name), `#!/bin/sh\n${text}\n`);
      await chmod(join(folder, "bin", name), 0o755);
    }
    const version = (number: string, features: string): Promise<void> =>
      program(
        "haproxy",
        `echo "HAProxy version ${number}-1 2023/01/01"; [ "$1" != -vv ] || echo "Feature list : ${features} +PCRE2"`,
      );

    async function here(input: string, note = true): Promise<string> {
      await writeFile(join(folder, "given"), input);
      const load = needing("haproxy-config", "haproxy-here");
      const start = `set -eu; N2ACD_STATE=${quote(folder)} STEP=haproxy SAID=3 PATH=${quote(folder)}/bin:$PATH;`;
      const text = `HAPROXY_PEERS=${quote(folder)}/peers.pem; haproxy_here <${quote(folder)}/given;
        ${note ? `haproxy_note_names ${quote(folder)}/given >&2` : ""}`;
      const { status, stdout, stderr } = await local([
        shell,
        "-c",
        `${start} ${load} parse_args host=n1; ${text}`,
      ]);
      assert.equal(status, 0, stderr);
      said = stderr;
      return stdout;
    }
    let said = "";
    const resolves = (name: string, ...addresses: string[]): Promise<void> =>
      writeFile(
        join(folder, "names", name),
        addresses.flatMap((each) => ["STREAM", "DGRAM"].map((kind) => `${each} ${kind} ${name}\n`)).join(""),
      );
    const servers = (text: string): string[] =>
      text
        .split("\n")
        .filter((line) => /^ +(server |peer |# no)/.test(line))
        .map((line) => line.trim());

    it("leaves a file without names as it is", async () => {
      assert.equal(await here(renderSms(sms)), renderSms(sms));
    });

    it("has addresses of both families in place of names, and never this host's loopback", async () => {
      await resolves("sms-0.example", "127.0.1.1", "10.0.0.11");
      await resolves("sms-1.example", "fd00::12%eth0");
      assert.deepEqual(servers(await here(renderSms(named(2)))), [
        "peer sms-0.example 10.0.0.11:10000",
        "peer sms-1.example [fd00::12]:10000",
        "server sms-0 10.0.0.11:5432 maxconn 100 check port 25432",
        "server sms-1 [fd00::12]:5432 maxconn 100 check port 25432",
      ]);
    });

    it("goes on with the last address while the name server is dead, and with the new one after that", async () => {
      await resolves("sms-0.example", "10.0.0.11", "10.0.0.21");
      await resolves("sms-1.example", "fd00::12");
      const first = await here(renderSms(named(2)));
      await resolves("sms-0.example", "10.0.0.21", "10.0.0.11");
      assert.equal(await here(renderSms(named(2))), first, "in another order");
      await rm(join(folder, "names"), { recursive: true });
      assert.equal(await here(renderSms(named(2))), first, "dead");
      await mkdir(join(folder, "names"));
      await resolves("sms-0.example", "10.0.0.31");
      assert.match(await here(renderSms(named(2))), /server sms-0 10\.0\.0\.31:5432/);
    });

    it("keeps a server that was never found out of use, and HAProxy takes the rest", async () => {
      await resolves("sms-0.example", "10.0.0.11");
      const text = await here(renderSms(named(2)));
      assert.deepEqual(servers(text), [
        "peer sms-0.example 10.0.0.11:10000",
        "# no address yet: peer sms-1.example sms-1.example:10000",
        "server sms-0 10.0.0.11:5432 maxconn 100 check port 25432",
        "server sms-1 sms-1.example:5432 maxconn 100 init-addr none check port 25432",
      ]);
      assert.match(said, /the name sms-1.example has no address here: that server stays out of use/);
      const file = join(folder, "haproxy.cfg");
      await writeFile(file, text.replace(/n2acd-ha.state/, "none").replace(/.*http_auth.*/, ""));
      execFileSync("haproxy", ["-L", "sms-0.example", "-c", "-f", file], { stdio: "pipe" });
    });

    it("looks for a hundred names at the same time", async () => {
      const began = Date.now();
      const text = await here(renderSms(named(100)), false);
      assert.ok(Date.now() - began < 20_000, `${Date.now() - began} ms`);
      assert.equal(servers(text).filter((line) => line.startsWith("# no")).length, 100);
    });

    it("has the peers' key where there is one and HAProxy knows how", async () => {
      assert.equal(await here(renderSms(sms)), renderSms(sms));
      await writeFile(join(folder, "peers.pem"), "key");
      const text = await here(renderSms(sms));
      assert.match(
        text,
        /^ {4}default-bind ssl crt \S+ ca-file \S+ verify required\n {4}default-server ssl crt/m,
      );
      assert.equal(text.replaceAll(/^( *)(default-\S+ ssl)/gm, "$1#peers-tls $2"), renderSms(sms));
      for (const [number, features] of [
        ["1.8.30", ""],
        ["2.2.9", "+OPENSSL"],
        ["3.0.1", "-OPENSSL"],
      ] as const) {
        await version(number, features);
        assert.equal(await here(renderSms(sms)), renderSms(sms), number);
      }
    });

    it("lets an operator's own servers be", async () => {
      const extra = {
        sections: ["listen other", "bind 127.0.0.1:9999", "server other other.example:1 init-addr last,none"],
      };
      assert.equal(await here(renderSms({ ...sms, extra })), renderSms({ ...sms, extra }));
    });
  });
