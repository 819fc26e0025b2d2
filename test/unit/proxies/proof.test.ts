// Proofs, without a host, under both shells.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { local, quote } from "../../support/exec.ts";
import { needing, shells } from "../../support/steps/steps.ts";

for (const shell of shells) {
  /** Shell text with the proofs loaded; gives what it prints. */
  const proofs = async (words: string, text: string): Promise<string> => {
    const load = needing("proof", "proof-database", "proof-jarvis", "paths", "drain");
    const all = `set -eu; STEP=haproxy asked=0 problem= remedy=; ${load} parse_args host=h ${words}\n${text}`;
    const { status, stdout, stderr } = await local([shell, "-c", all]);
    assert.equal(status, 0, stderr);
    return stdout;
  };

  describe(`a proof that has to last, under ${shell}`, () => {
    /** With a proof that fails from its Nth time on; gives how often it was asked, and what is wrong in the end. */
    const settle = (words: string, failsFrom: number): Promise<string> =>
      proofs(
        words,
        `proof() { asked=$((asked + 1)); problem=; if [ "$asked" -ge ${failsFrom} ]; then problem="no server"; fi; }
        prove_settled proof; printf '%s: %s' "$asked" "$problem"`,
      );

    it("is asked again until its time is over", async () => {
      assert.match(await settle("settle=2", 99), /^[12]: $/);
    });
    it("ends with what is wrong when it does not last", async () => {
      assert.equal(await settle("settle=60", 1), "1: the test passed at first, but then: no server");
    });
    it("needs no time unless that was asked for", async () => {
      assert.equal(await settle("", 1), "0: ");
    });
  });

  describe(`a query as a proof, under ${shell}`, () => {
    const asked = (failures: number): Promise<string> =>
      proofs(
        "",
        `sleep() { :; }
        prove_query() { asked=$((asked + 1)); if [ "$asked" -le ${failures} ]; then problem=lost; fi; }
        prove_role_behind 15432 f; printf '%s: %s' "$asked" "$problem"`,
      );

    it("that was cut off is asked again, three times at most", async () => {
      assert.deepEqual([await asked(0), await asked(2), await asked(9)], ["1: ", "3: ", "3: lost"]);
    });
  });

  describe(`servers whose checks have begun to fail, under ${shell}`, () => {
    const sms = fileURLToPath(new URL("../../support/golden/sms.cfg", import.meta.url));
    /** HAProxy says the first of these once, the second from then on. */
    const listened = (first: string, then: string): Promise<string> =>
      proofs(
        "",
        `sleep() { :; }
        haproxy_servers() { if [ -e "$seen" ]; then echo '${then}'; else echo '${first}'; touch "$seen"; fi; }
        seen=$(mktemp -u) prove_wait=1; prove_listen Postgres-ACD ${quote(sms)}; rm -f "$seen"; printf '%s' "$problem"`,
      );

    it("are not taken for up before HAProxy has decided", async () => {
      assert.equal(
        await listened("a|UP 2/3|L7STS Not Found", "a|DOWN|L7STS Not Found"),
        "no server of Postgres-ACD answers as primary: a is DOWN (L7STS Not Found), asked on port 25432",
      );
      assert.equal(await listened("a|UP 2/3|L4TOUT", "a|UP|L7OK OK"), "");
    });

    it("are two primaries where a guard keeps one out whose agent says primary", async () => {
      const keptOut = "a|DOWN (agent)|L7OK OK|fit";
      for (const [first, then] of [
        [`${keptOut}\nb|UP|L7OK OK|fit`, `${keptOut}\nb|UP|L7OK OK|fit`],
        [`b|UP|L7OK OK|fit\n${keptOut}`, `b|UP|L7OK OK|fit\n${keptOut}`],
        // Its agent was late once.
        ["a|DOWN (agent)|L7TOUT|fit\nb|UP|L7OK OK|fit", "a|DOWN (agent)|L7TOUT|fit\nb|UP|L7OK OK|fit"],
        // At the end, both were.
        [`${keptOut}\nb|UP|L7OK OK|fit`, "a|DOWN (agent)|L7TOUT|\nb|UP 6/7|L7TOUT|fit"],
      ] as const)
        assert.match(
          await listened(first, then),
          /^more than one server of Postgres-ACD answers as primary, and the guards .*: .*a is DOWN \(agent\)/,
        );
      for (const says of ["L7STS Service Unavailable|", "L7STS Service Unavailable|fit", "L7TOUT|"]) {
        const standby = `a|UP|L7OK OK|fit\nb|DOWN (agent)|${says}`;
        assert.equal(await listened(standby, standby), "");
      }
      for (const unchecked of ["b|DOWN (agent)|INI|fit", "b|UP|INI|fit", "b|UP||fit"]) {
        const before = `a|UP|L7OK OK|fit\n${unchecked}`;
        assert.match(await listened(before, before), /^not every server of Postgres-ACD was checked /);
        assert.equal(await listened(before, "a|UP|L7OK OK|fit\nb|DOWN|L7STS|"), "");
      }
    });

    it("are two primaries as well if one of them had not answered at first", async () => {
      const said = await proofs(
        "",
        `haproxy_servers() { printf '%s\\n' 'b|UP|L7OK OK|fit' "$late"; }
        prove_wait=1 late='a|DOWN|L7TOUT|'; prove_listen Postgres-ACD ${quote(sms)}; prove_still_one Postgres-ACD
        printf '%s; %s; ' "$problem" "$(path_silent Postgres-ACD a)"
        late='a|DOWN (agent)|L7OK OK|fit'; prove_still_one Postgres-ACD
        printf '%s; %s' "$problem" "$(path_silent Postgres-ACD a)"`,
      );
      assert.match(
        said,
        /^; L7TOUT; more than one server of Postgres-ACD answers as primary, and the guards .*: b is UP .*; $/,
      );
    });
  });

  describe(`an agent that an up takes away, under ${shell}`, () => {
    /** Ours answers on 25433, and may be asked there by a configuration of now. */
    const kept = (words: string, check: number): Promise<string> =>
      proofs(
        words,
        `STATE=$(mktemp -d) SAID=3 ACTION=undo; mkdir $STATE/agent; printf 'kind=n2pg-aux\\ncheck=5432:25433\\n' >$STATE/agent/args
        printf '    server a 10.0.0.11:5432 maxconn 100 check port ${check}\\n' >$STATE/cfg
        (require_agent_stays $STATE/cfg) 2>&1 || true
        rm -r $STATE`,
      );

    it("is not asked in place of somebody else's endpoint", async () => {
      assert.match(
        await kept("", 25_433),
        /would ask port 25433, where this stack's own agent answers until /,
      );
      assert.equal(await kept("", 8008), "");
      assert.equal(await kept("agent=n2pg-aux", 25_433), "");
    });
  });

  describe(`a Jarvis that refuses, under ${shell}`, () => {
    const left = (words: string, server: string): Promise<string> =>
      proofs(
        words,
        `problem="is answered 503" file=$(mktemp)
        printf 'backend jarvis\\n%s\\n' ${quote(server)} >"$file"
        excuse_jarvis "$file"; rm "$file"; printf '%s' "$problem"`,
      );
    const drained = "server sms-01 10.0.0.11:80 check disabled";

    it("is no fault while the primary is drained on purpose, and at no other time", async () => {
      assert.equal(await left("drain_primary=yes", drained), "");
      assert.equal(await left("", drained), "is answered 503");
      assert.equal(await left("drain_primary=yes", "server sms-01 10.0.0.11:80 check"), "is answered 503");
    });
  });
}
