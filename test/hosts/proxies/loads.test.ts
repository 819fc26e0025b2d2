// What a HAProxy that is here really runs and loads, under both shells: a real one on loopback, in a unit that is played.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { local, quote } from "../../support/exec.ts";
import { needing, shells } from "../../support/steps/steps.ts";

const site = `defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend portal
  bind unix@SOCKET
`;
const debian = "/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS";
const el = "/usr/sbin/haproxy -Ws -f $CONFIG -f $CFGDIR -p $PIDFILE $OPTIONS";

for (const shell of shells)
  describe(`what a HAProxy here loads, under ${shell}`, () => {
    let folder: string;
    let running: ChildProcess | undefined;
    const folders: string[] = [];
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "n2acd-loads-"));
      folders.push(folder);
      for (const each of ["bin", "haproxy/conf.d", "units/haproxy.service.d"])
        await mkdir(join(folder, each), { recursive: true });
      await writeFile(join(folder, "site.cfg"), site.replace("SOCKET", join(folder, "site.sock")));
      const ours = site.replace("SOCKET", join(folder, "ours.sock")).replace("portal", "ours");
      await writeFile(join(folder, "haproxy/haproxy.cfg"), ours);
      await writeFile(join(folder, "unit"), "[Service]\nExecStart=" + debian + "\n");
      await writeFile(join(folder, "start"), debian);
      await writeFile(join(folder, "default"), "");
      await writeFile(join(folder, "pid"), "0");
      await writeFile(
        join(folder, "bin/systemctl"),
        `#!/bin/sh
case "$*" in
  *FragmentPath*) echo ${folder}/unit ;;
  *EnvironmentFiles*) echo '${folder}/default (ignore_errors=yes)'; echo '/nowhere/haproxy (ignore_errors=yes)' ;;
  *Environment*) echo 'CONFIG=${folder}/haproxy/haproxy.cfg CFGDIR=${folder}/haproxy/conf.d PIDFILE=/run/haproxy.pid "EXTRAOPTS=-S /run/haproxy-master.sock"' ;;
  *ExecStart*) echo "{ path=$(cut -d ' ' -f 1 ${folder}/start) ; argv[]=$(cat ${folder}/start) ; ignore_errors=no ; start_time=[n/a] ; pid=0 }" ;;
  *MainPID*) cat ${folder}/pid ;;
  *UnitPath*) echo ${folder}/units ;;
  is-active*) [ "$(cat ${folder}/pid)" != 0 ] ;;
esac
`,
      );
      await chmod(join(folder, "bin/systemctl"), 0o755);
    });
    afterEach(() => {
      running?.kill("SIGKILL");
      running = undefined;
    });
    after(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

    async function sh(text: string): Promise<string> {
      const load = needing("haproxy-unit", "haproxy-config", "haproxy-found");
      const start = `set -eu; N2ACD_STATE=${quote(folder)} STEP=haproxy SAID=3 PATH=${quote(folder)}/bin:$PATH;`;
      const places = `HAPROXY_CFG=${folder}/haproxy/haproxy.cfg HAPROXY_PARTS=${folder}/haproxy/conf.d;`;
      const { stdout, stderr } = await local([
        shell,
        "-c",
        `${start} ${load} ${places} parse_args host=n1; ${text}`,
      ]);
      return stdout + stderr;
    }
    const check = (): Promise<string> => sh(`require_adoptable ${folder}/haproxy/haproxy.cfg; echo goes on`);

    /** A master that serves, with these words after its name. */
    async function serve(...words: string[]): Promise<void> {
      const [program = "/usr/sbin/haproxy"] = words[0]?.startsWith("/") === true ? words.splice(0, 1) : [];
      running = spawn(program, ["-Ws", ...words], { cwd: folder, stdio: "ignore" });
      await writeFile(join(folder, "pid"), String(running.pid));
      for (let tries = 0; tries < 100; tries += 1) {
        const name = await readFile(`/proc/${running.pid ?? 0}/cmdline`, "utf8").catch(() => "");
        if (name.includes("-Ws")) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const refused =
      /n2acd-ha: n1: step haproxy: HAProxy serves from \S+site\.cfg; what it loads has \d+ lines that n2acd-ha does not know, see above; nothing was changed\. /;

    for (const [what, words] of [
      ["-f", (at: string) => ["-f", `${at}/site.cfg`]],
      ["-f twice", (at: string) => ["-f", `${at}/haproxy/haproxy.cfg`, "-f", `${at}/site.cfg`]],
      ["--", (at: string) => ["-p", `${at}/p`, "--", `${at}/site.cfg`]],
      ["a relative path", () => ["-f", "./site.cfg"]],
      ["a folder", (at: string) => ["-f", `${at}/sites`]],
    ] as const)
      it(`stops at a master that was started with ${what} of another file`, async () => {
        await mkdir(join(folder, "sites"));
        if (what === "a folder")
          await writeFile(join(folder, "sites/site.cfg"), await readFile(join(folder, "site.cfg")));
        await serve(...words(folder));
        const said = await check();
        assert.match(said, refused);
        assert.match(said, /site\.cfg, line 6: frontend portal\n/);
        assert.equal(running?.exitCode, null, "it serves");
        const [, digest = ""] = /adopt\["n1"\]' (cfg-[0-9a-f]{12}), and run up again\.\n$/.exec(said) ?? [];
        assert.match(
          await sh(
            `parse_args adopt=${digest}; require_adoptable ${folder}/haproxy/haproxy.cfg; echo goes on`,
          ),
          /goes on/,
        );
      });

    it("goes on where the master loads only what ours will, however it is spelled", async () => {
      await serve("-f", `${folder}/haproxy/../haproxy/haproxy.cfg`, "-f", `${folder}/haproxy/conf.d`);
      assert.equal(await check(), "goes on\n");
      assert.equal(running?.exitCode, null, "it serves");
    });

    for (const [file, found] of [
      [`CONFIG="FOLDER/site.cfg"\n`, true],
      [`# CONFIG=x\n CONFIG='FOLDER/haproxy/haproxy.cfg' \n`, false],
      [`CONFIG=FOLDER/haproxy/haproxy.cfg\nCONFIG=FOLDER/\\\nsite.cfg\n`, true],
      [`EXTRAOPTS="-f FOLDER/site.cfg"\n`, false],
    ] as const)
      it(`reads what a unit that does not run would load: ${file.trim()}`, async () => {
        await writeFile(join(folder, "default"), file.replaceAll("FOLDER", folder));
        const said = await check();
        if (found) assert.match(said, refused);
        // On our command line, too.
        else assert.equal(said, "goes on\n");
      });

    for (const options of ["-f FOLDER/haproxy/conf.d", "-d -f FOLDER/haproxy/haproxy.cfg"])
      it(`stops where the unit's variables load a file of ours once more: ${options}`, async () => {
        await writeFile(join(folder, "haproxy/conf.d/mine.cfg"), "");
        await writeFile(join(folder, "unit"), `[Service]\nExecStart=${el}\n`);
        await writeFile(join(folder, "start"), el);
        await writeFile(join(folder, "default"), `OPTIONS="${options.replaceAll("FOLDER", folder)}"\n`);
        assert.match(
          await check(),
          /HAProxy would load \S+ twice: the variables of its unit, \$OPTIONS, name .* nothing was changed\. What to do: take that -f out of \S+default, /,
        );
      });

    it("names another program, whether it runs or only would", async () => {
      execFileSync("cp", ["/usr/sbin/haproxy", join(folder, "haproxy-own")]);
      const named =
        /HAProxy here is \S+haproxy-own, and not the package's \/usr\/sbin\/haproxy; .*which restarts HAProxy/;
      await writeFile(
        join(folder, "start"),
        debian.replace("/usr/sbin/haproxy", join(folder, "haproxy-own")),
      );
      assert.match(await check(), named);
      await writeFile(join(folder, "start"), debian);
      await serve(join(folder, "haproxy-own"), "-f", "site.cfg");
      assert.match(await check(), named);
    });

    for (const [name, text, other] of [
      ["override.conf", "ExecStart=\nExecStart=/usr/sbin/haproxy -Ws -f $CONFIG\n", false],
      ["zz-n2acd-ha.conf", "ExecStart=x\n", false],
      ["zz-override.conf", "[Service]\nExecStart=\n", true],
      ["zzz.conf", "ExecReload=/bin/true\n", true],
      ["zz-override.conf", "LimitNOFILE=1\n", false],
    ] as const)
      it(`a drop-in that ${other ? "undoes ours is named" : "does not is none of our business"}: ${name}, ${text.trim()}`, async () => {
        await writeFile(join(folder, "units/haproxy.service.d", name), text);
        const said = await sh("require_last_dropin; echo goes on");
        if (other)
          assert.ok(
            said.includes(`the drop-in ${folder}/units/haproxy.service.d/${name} comes after ours`),
            said,
          );
        else assert.equal(said, "goes on\n");
      });

    it("has its drop-in under the new name, and not under the former one, without a word to HAProxy", async () => {
      const [now, before] = ["zz-n2acd-ha.conf", "n2acd-ha.conf"].map((name) =>
        join(folder, "units/haproxy.service.d", name),
      );
      const unit = `HAPROXY_DROPIN=${now ?? ""} HAPROXY_DROPIN_BEFORE=${before ?? ""} HAPROXY_CHROOT=${folder} HAPROXY_RUNDIR=${folder};`;
      await sh(`${unit} HAPROXY_DROPIN=$HAPROXY_DROPIN_BEFORE HAPROXY_DROPIN_BEFORE=/none; haproxy_unit`);
      assert.match(await readFile(before ?? "", "utf8"), /ExecStart/);
      assert.equal(await sh(`${unit} haproxy_unit`), "");
      assert.match(await readFile(now ?? "", "utf8"), /ExecStart/);
      assert.equal(await readFile(before ?? "", "utf8").catch(() => "gone"), "gone");
      await sh(`${unit} undo_haproxy_unit`);
      assert.equal(await readFile(now ?? "", "utf8").catch(() => "gone"), "gone");
    });

    for (const [marks, changed] of [
      [".......T.  c", false],
      [".M.......  c", false],
      [".....UG..  c", false],
      ["S.5....T.  c", true],
      ["..5......  c", true],
      ["..?......  c", true],
      ["missing    c", true],
    ] as const)
      it(`rpm's marks ${marks} say that the content is ${changed ? "another" : "the package's"}`, async () => {
        await writeFile(
          join(folder, "bin/rpm"),
          `#!/bin/sh\ncase "$1" in -V) echo '${marks} ${folder}/haproxy/haproxy.cfg' ;; esac\n`,
          { mode: 0o755 },
        );
        const packaged = "haproxy_packaged && echo packaged || echo changed";
        assert.equal(await sh(packaged), changed ? "changed\n" : "packaged\n");
      });
  });
