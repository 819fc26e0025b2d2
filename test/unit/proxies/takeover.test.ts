// What taking a HAProxy over needs of its files, without a host, under both shells: whose lines are in one that was found,
// what the HAProxy of before can run of ours, what its own file is given for the way back.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local, quote } from "../../support/exec.ts";
import { needing, shells, toolkit } from "../../support/steps/steps.ts";

const golden = (name: string): Promise<string> =>
  readFile(new URL(`../../support/golden/${name}`, import.meta.url), "utf8");
const guide = (name: string): Promise<string> => readFile(join(toolkit, `files/guide-${name}.cfg`), "utf8");

for (const shell of shells) {
  describe(`a HAProxy that was here before, under ${shell}`, () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "n2acd-takeover-"));
    });
    after(() => rm(folder, { recursive: true }));

    /** Shell text after the libraries, with stdin. */
    async function sh(text: string, input = ""): Promise<string> {
      const load = needing("haproxy-unit", "haproxy-handover", "haproxy-loads", "haproxy-found");
      const start = `set -eu; N2ACD_STATE=${quote(folder)} STEP=haproxy SAID=3; systemctl() { return 1; };`;
      const { stdout, stderr } = await local(
        [shell, "-c", `${start} ${load} parse_args host=n1; HAPROXY_CFG=${quote(folder)}/found.cfg; ${text}`],
        { input },
      );
      return stdout + stderr;
    }

    /** What is somebody's own in a file that was found. */
    async function own(found: string, candidate = "sms.cfg"): Promise<string[]> {
      await writeFile(join(folder, "found.cfg"), found);
      await writeFile(join(folder, "new.cfg"), await golden(candidate));
      const said = await sh(`haproxy_own_lines ${quote(folder)}/new.cfg`);
      return said.split("\n").filter((line) => line !== "");
    }

    it("has nothing of its own as the guide has it, nor as we do", async () => {
      assert.deepEqual(await own(await guide("sms")), []);
      assert.deepEqual(await own(await guide("fe"), "fe.cfg"), []);
      assert.deepEqual(await own(await golden("sms-large.cfg"), "sms-large.cfg"), []);
    });

    it("has somebody's own lines, by line and section, without what may be secret", async () => {
      const found = (await guide("sms"))
        .replace("timeout client 30m", "timeout client 2h # batch jobs")
        .replace("    # stats auth username:password", "    stats auth ops:hidden")
        .replace("server sms-02 sms-02:5432", "server sms-09 192.0.2.9:5432")
        .concat("\nuserlist them\n\tuser ops insecure-password hidden\n");
      assert.deepEqual(await own(found), [
        "line 10, in defaults: timeout client 2h",
        "line 38, in listen Postgres-ACD: server sms-09 192.0.2.9:5432 maxconn 100 check port 25432",
        "line 40: userlist them",
        "line 41, in userlist them: user ...",
      ]);
    });

    it("stands in the way with them until that was agreed to", async () => {
      await own(`${await guide("sms")}\nfrontend more\n`);
      const check = `require_adoptable ${quote(folder)}/new.cfg; echo goes on`;
      const refused = await sh(check);
      assert.match(refused, /^n1: haproxy: .*found\.cfg, line \d+: frontend more\n/);
      const [, digest = ""] = /adopt\["n1"\]' (cfg-[0-9a-f]{12}), and run up again\.\n$/.exec(refused) ?? [];
      assert.doesNotMatch(refused, /goes on/);
      assert.match(await sh(`parse_args adopt=cfg-0123456789ab; ${check}`), /nothing was changed/);
      assert.match(await sh(`parse_args adopt=${digest}; ${check}`), /goes on/);
    });

    it("can run ours but for what its command line lacks", async () => {
      const config = await golden("sms.cfg");
      const [debians, els] = await Promise.all(
        [
          " haproxy -Ws -f /etc/haproxy/haproxy.cfg ",
          " haproxy -Ws -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d ",
        ].map((line) => sh(`take_line=${quote(line)}; handover_first`, config)),
      );
      const common = config
        .replace(/peers sms\n(?: .*\n)+\n.*\n/, "")
        .replace(/ +chroot .*\n/, "")
        .replace(" peers sms", "")
        .replace("inspect-delay 500ms", "inspect-delay 3s")
        .replace("inter 500ms", "inter 250ms")
        .replace("timeout check 500ms", "timeout check 1s")
        .replace("nbsrv(Postgres-ACD) le 1", "nbsrv(Postgres-ACD) eq 1");
      assert.equal(els, common);
      assert.equal(debians, common.replace(/stats http-request auth .*/, "stats http-request deny"));
    });

    it("loads what is known of its servers on the way back", async () => {
      const text = await sh("handover_last", await guide("fe"));
      const added = (await guide("fe"))
        .replace(/^(listen|backend) .*/gm, "$&\n    load-server-state-from-file global")
        .concat("global\n    server-state-file /var/lib/haproxy/n2acd-ha.state\n");
      assert.equal(text, added);
    });
  });
}
