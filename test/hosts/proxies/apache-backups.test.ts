// No copy of Apache's files lies where Apache reads it: a folder that is included whole, and what the version before left there.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { mustRun } from "../../support/steps/steps.ts";
import { secrets, web } from "../../support/proxies/small/front.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
const sites = "/etc/apache2/vhosts.d";
const site = "<VirtualHost *:80>\n  DocumentRoot /var/www/html\n</VirtualHost>\n";
/** One file with all, as in the report, and one with the site alone. */
const [text, ports] = [`Listen 80\n${site}`, "/etc/apache2/ports.conf"];
const journal = "/var/lib/n2acd-ha/web";
const listing = () => small.host.run(`ls -A ${sites}`);
const reloads = () => small.host.run("grep -c SIGUSR1 /var/log/apache2/error.log");

before(async () => {
  small = await smallHost();
  await small.host.run("rm -f /etc/apache2/sites-enabled/*");
  await small.host.run("echo 'IncludeOptional vhosts.d/*' >>/etc/apache2/apache2.conf");
  await secrets(small);
});
after(() => small.remove());
beforeEach(async () => {
  await small.write(ports, "Listen 80\n");
  await small.write(`${sites}/10-main`, site);
  await small.apache();
});
afterEach(() => small.host.run(`rm -f ${sites}/*`));

describe("a folder that Apache reads whole", () => {
  it("gets no copy, and is given back as it was", async () => {
    await small.write(ports, "");
    await small.write(`${sites}/10-main`, text);
    await small.apache();
    await mustRun(small.host, web(), "apply");
    assert.equal(await listing(), "10-main\n");
    assert.equal(await small.ask(`http://${at.own}/`), "main\n");
    await mustRun(small.host, web(), "undo");
    assert.equal(await listing(), "10-main\n");
    assert.equal(await small.host.run(`cat ${sites}/10-main`), text);
  });

  /** As the version before had it: a copy beside the file, which Apache reads, and which was then moved as well. */
  const formerly = (copy: string) =>
    small.host.run(`cp ${journal}/file%etc%apache2%vhosts.d%10-main ${sites}/10-main.install
      echo ${sites}/10-main.install >${journal}/file%etc%apache2%vhosts.d%10-main.install
      ${copy}; kill -USR1 $(cat /run/apache2/apache2.pid); sleep 0.5`);
  const cases = {
    "as it was": ":",
    "moved as well": `sed -i -e s/:80/:81/ ${sites}/10-main.install; cp ${sites}/10-main.install ${journal}/ours%etc%apache2%vhosts.d%10-main.install`,
  };
  for (const [name, copy] of Object.entries(cases)) {
    it(`a former copy, ${name}, goes with the next up, and nothing is reloaded after that`, async () => {
      await mustRun(small.host, web(), "apply");
      await formerly(copy);
      const [saved, loaded] = [
        await small.host.run(`cat ${journal}/file%etc%apache2%vhosts.d%10-main`),
        await reloads(),
      ];
      await mustRun(small.host, web(), "apply");
      assert.equal(await listing(), "10-main\n");
      assert.notEqual(await reloads(), loaded);
      const then = await reloads();
      assert.deepEqual(await mustRun(small.host, web(), "apply"), []);
      assert.equal(await reloads(), then);
      await mustRun(small.host, web(), "undo");
      assert.deepEqual([await listing(), await small.host.run(`cat ${sites}/10-main`)], ["10-main\n", saved]);
    });

    it(`a former copy, ${name}, goes with the undo`, async () => {
      await mustRun(small.host, web(), "apply");
      await formerly(copy);
      const saved = await small.host.run(`cat ${journal}/file%etc%apache2%vhosts.d%10-main`);
      await mustRun(small.host, web(), "undo");
      assert.deepEqual([await listing(), await small.host.run(`cat ${sites}/10-main`)], ["10-main\n", saved]);
    });
  }

  it("a former copy that somebody has changed stays, and is named", async () => {
    await mustRun(small.host, web(), "apply");
    await formerly(`echo '# mine' >${sites}/10-main.install`);
    assert.match(
      (await mustRun(small.host, web(), "apply")).join("\n"),
      /leaves .*10-main\.install alone, because somebody has changed it/,
    );
    await mustRun(small.host, web(), "undo");
    assert.equal(await listing(), "10-main\n10-main.install\n");
  });
});
