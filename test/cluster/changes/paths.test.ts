// Proofs that ask everything a failover will need: on hosts, from the first `up` on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clientKey, Hosts, smsNodes } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";

describe("the paths of a failover", { concurrency: 1 }, () => {
  const hosts = new Hosts("n2acd-t-paths", "172.30.221");
  let stack: Stack;
  const sms01 = hosts.on("sms-01");
  const sms02 = hosts.on("sms-02");
  /** From sms-01, a port of sms-02 answers nothing, or with a refusal. */
  const cut = (port: number, how: "drop" | "reject") =>
    sms01.run(
      `nft 'add table inet cut; add chain inet cut out { type filter hook output priority 0; }; ` +
        `add rule inet cut out ip daddr ${hosts.address("sms-02")} tcp dport ${port} ${how === "drop" ? "drop" : "reject with tcp reset"}'`,
    );
  const mend = () => sms01.run("nft delete table inet cut");
  const change = async (seconds: number) => {
    await stack.set({ "timeouts.client": `${seconds}s` });
    return stack.up();
  };

  before(async () => {
    await hosts.up();
    stack = await Stack.create("n2acd-t-paths", { ...(await hosts.config()), feNodes: [] }, clientKey);
  });
  after(() => hosts.cluster.down());

  it("stop a first up that would prove a pair whose standby cannot be asked (case 06)", async () => {
    await cut(25_432, "drop");
    const { status, text } = await stack.up();
    await mend();
    assert.notEqual(status, 0);
    assert.match(
      text,
      /sms-01: step haproxy: the agent of sms-02 for Postgres-ACD \(172\.30\.221\.12\) does not say whether it is the primary: L4TOUT/,
    );
  });

  it("stop a first up whose role cannot log in to the standby", async () => {
    await cut(5432, "reject");
    const { status, text } = await stack.up();
    await mend();
    assert.notEqual(status, 0);
    assert.match(
      text,
      /the role of the health checks cannot log in to PostgreSQL of sms-02 \(172\.30\.221\.12 port 5432\) from here: .*What to do: /,
    );
    await stack.mustUp();
  });

  it("stop no change for what did not answer before it, and name it", async () => {
    await cut(5432, "reject");
    const ran = await change(1801);
    await mend();
    assert.equal(ran.status, 0, ran.text);
    assert.match(ran.text, /cannot log in to PostgreSQL of sms-02 .*; it was so before this change/);
    await cut(25_432, "drop");
    await sms01.run(
      `n=0; until echo 'show stat' | socat -t 3 - UNIX-CONNECT:/run/haproxy.sock-admin | grep -q 'sms-02,.*L4TOUT'
      do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.2; done`,
    );
    const silent = await change(1802);
    await mend();
    assert.equal(silent.status, 0, silent.text);
    assert.match(silent.text, /the agent of sms-02 .* does not say .*; it was so before this change/);
  });

  it("show a pg_hba.conf that a failover manager wrote anew (case 23)", async () => {
    const hba = (await sms02.run("runuser -u postgres -- psql -AtXc 'SHOW hba_file'")).trim();
    await sms02.run(
      `cp -a ${hba} /root/hba && sed -i '/^# BEGIN n2acd-ha/,/^# END n2acd-ha/d' ${hba} && runuser -u postgres -- psql -qXc 'SELECT pg_reload_conf()'`,
    );
    const { status, text } = await change(1803);
    assert.equal(status, 0, text);
    assert.match(
      text,
      /cannot log in to PostgreSQL of sms-02 .*: .*no pg_hba.conf entry.*; it was so before/,
    );
    await sms02.run(`cp -a /root/hba ${hba} && runuser -u postgres -- psql -qXc 'SELECT pg_reload_conf()'`);
    await stack.mustUp();
    for (const node of smsNodes)
      assert.match(await hosts.on(node).run("cat /etc/haproxy/haproxy.cfg"), /1803s/);
  });

  it("begin with a node's own address (case 07)", async () => {
    const ready = (address: string) =>
      sms01.exec(
        `/var/lib/n2acd-ha/toolkit/step.sh ready apply host=sms-01 role=sms port=5432 address=${address}`,
      );
    await sms01.run("cp /etc/hosts /root/hosts && echo '127.0.1.1 own.example.net' >>/etc/hosts");
    const loopback = await ready("own.example.net");
    assert.equal(loopback.status, 1);
    assert.match(loopback.stderr, /own\.example\.net resolves to the loopback address here/);
    const foreign = await ready(hosts.address("sms-02"));
    assert.match(foreign.stderr, /172\.30\.221\.12 is not an address of this host/);
    assert.equal((await ready(hosts.address("sms-01"))).status, 0);
    await sms01.run("cat /root/hosts >/etc/hosts");
    // The inventory's own address is what `ready` is told.
    const told = (await stack.resources()).find(({ urn }) => urn.endsWith("::sms-01-ready"));
    assert.match(String(told?.inputs?.["create"]), / address=172\.30\.221\.11 /);
  });
});
