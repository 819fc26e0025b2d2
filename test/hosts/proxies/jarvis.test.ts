// Jarvis' one line, on a host with a service that reads it, and that a line with 'bad' in it brings down.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { mustRun, runStep, shells, type Call } from "../../support/steps/steps.ts";
import { makeFront, mustFail, type Front } from "../../support/proxies/hosts.ts";

const file = "/etc/jarvis-test.conf";
const content = "# a\nhost = localhost\nport = 5432\npassword = hidden\n";
const unit = `[Service]
ExecStart=/bin/sh -c 'grep -q bad ${file} && exit 1; exec sleep infinity'
`;

for (const [i, shell] of shells.entries()) {
  describe(`jarvis under ${shell}`, () => {
    let front: Front;
    let found: Snapshot;
    const jarvis = (set = "port = 15432", match = "^port *= *5432$"): Call => ({
      step: "jarvis",
      args: [`file=/etc/link.conf`, `match=${match}`, `set=${set}`, "service=jarvis-test"],
    });
    const now = () => front.host.run(`cat ${file}`);
    const pid = () => front.host.run("systemctl show -p MainPID --value jarvis-test");
    const changed = (line: string) => content.replace("port = 5432", line);

    before(async () => {
      front = await makeFront(`jarvis-${shell}`, `10.213.${24 + i}`, "apt");
      await front.host.run(
        `cat >/etc/systemd/system/jarvis-test.service; systemctl daemon-reload; ln -s ${file} /etc/link.conf`,
        { input: unit },
      );
    });
    after(() => front.remove());
    beforeEach(async () => {
      await front.host.run(
        `cat >${file}; chmod 640 ${file}; chown www-data ${file}; systemctl reset-failed; systemctl restart jarvis-test`,
        { input: content },
      );
      found = await snapshot(front.host.run);
    });
    const undone = async (call = jarvis()) => {
      await mustRun(front.host, call, "undo", { shell });
      assert.deepEqual(differences(found, await snapshot(front.host.run)), []);
      assert.deepEqual(await mustRun(front.host, call, "undo", { shell }), []);
    };

    it("changes the line, restarts once, and is undone", async () => {
      assert.deepEqual(await mustRun(front.host, jarvis(), "apply", { shell }), ["restarts jarvis-test"]);
      const first = await pid();
      assert.equal(await now(), changed("port = 15432"));
      assert.equal(
        await front.host.run(`cat ${file}.install; stat -c '%a %U' ${file}`),
        `${content}640 www-data\n`,
      );
      assert.deepEqual(await mustRun(front.host, jarvis(), "apply", { shell }), []);
      assert.equal(await pid(), first);
      await undone();
    });

    it("keeps what others changed meanwhile", async () => {
      await mustRun(front.host, jarvis(), "apply", { shell });
      await front.host.run(`sed -i 's/localhost/otherhost/' ${file}`);
      await mustRun(front.host, jarvis(), "undo", { shell });
      assert.equal(await now(), content.replace("localhost", "otherhost"));
    });

    it("brings back the original after several changes", async () => {
      await mustRun(front.host, jarvis(), "apply", { shell });
      await mustRun(front.host, jarvis("PORT 15433", "^PORT"), "apply", { shell });
      assert.equal(await now(), changed("PORT 15433"));
      await mustRun(front.host, jarvis("port=15434", "^port"), "apply", { shell });
      await undone(jarvis("port=15434", "^port"));
    });

    it("touches nothing unless one line is meant, and shows no other", async () => {
      for (const [match, says] of [
        ["^(host|port)", /more than one line .*: 2:host\.\.\.; 3:port\.\.\.\. What/],
        ["^PORT", /no line of .* matches '\^PORT'/],
      ] as const) {
        const said = await mustFail(front.host, jarvis("port = 1", match));
        assert.match(said, says);
        assert.doesNotMatch(said, /hidden/);
      }
      await undone();
    });

    it("puts the old line back when the service does not come up", async () => {
      const said = await mustFail(front.host, jarvis("port = bad"));
      assert.match(said, /jarvis-test does not run with its new line; the old line is restored\./);
      assert.equal(await now(), content);
      assert.equal(await front.host.run("systemctl is-active jarvis-test"), "active\n");
      await undone();
    });

    it("leaves a service alone that does not run", async () => {
      await front.host.run("systemctl stop jarvis-test");
      found = await snapshot(front.host.run);
      await mustRun(front.host, jarvis(), "apply", { shell });
      assert.equal(await now(), changed("port = 15432"));
      await undone();
    });

    it("converges wherever it is killed", async () => {
      for (let ms = 20; ms < 400; ms += 120) {
        await runStep(front.host, jarvis(), "apply", { shell, before: `timeout -s KILL ${ms / 1000}` });
        await mustRun(front.host, jarvis(), "apply", { shell });
        assert.equal(await now(), changed("port = 15432"));
        const started = "systemctl show -p ActiveEnterTimestampMonotonic --value jarvis-test";
        assert.equal(await front.host.run(`[ $(${started}) -gt 0 ] && stat -c %h ${file}`), "1\n");
        await runStep(front.host, jarvis(), "undo", { shell, before: `timeout -s KILL ${ms / 1000}` });
        await undone();
      }
    });
  });
}
