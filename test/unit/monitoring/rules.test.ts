// Each alert of monitoring/rules.yml by promtool: quiet while all is well and for a blip, firing when it stays bad.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import { root } from "../../support/documents.ts";

const rules = join(root, "monitoring/rules.yml");

/** A series, and what it is while all is well. */
const well: Readonly<Record<string, number>> = {
  ...both((at) => ({
    [`haproxy_server_status{${at},proxy="Postgres-ACD",server="sms-01",state="UP"}`]: 1,
    [`haproxy_server_status{${at},proxy="Postgres-ACD",server="sms-02",state="UP"}`]: 0,
    [`haproxy_server_status{${at},proxy="Postgres-ACD",server="sms-02",state="MAINT"}`]: 0,
    [`haproxy_server_status{${at},proxy="Postgres-ACD-read",server="sms-02",state="UP"}`]: 1,
    [`haproxy_server_check_status{${at},proxy="Postgres-ACD",server="sms-01",state="L7OK"}`]: 1,
    [`haproxy_server_check_status{${at},proxy="Postgres-ACD",server="sms-02",state="L7OK"}`]: 0,
    [`haproxy_server_check_status{${at},proxy="Postgres-ACD",server="sms-02",state="L7STS"}`]: 1,
    [`haproxy_server_check_up_down_total{${at},proxy="Postgres-ACD",server="sms-02"}`]: 1,
    [`haproxy_server_current_sessions{${at},proxy="Postgres-ACD",server="sms-01"}`]: 70,
    [`haproxy_server_limit_sessions{${at},proxy="Postgres-ACD",server="sms-01"}`]: 100,
    [`haproxy_server_current_sessions{${at},proxy="own",server="unlimited"}`]: 5,
    [`haproxy_server_limit_sessions{${at},proxy="own",server="unlimited"}`]: 0,
    [`haproxy_backend_current_queue{${at},proxy="Postgres-ACD"}`]: 0,
    [`haproxy_server_current_queue{${at},proxy="Postgres-ACD",server="sms-01"}`]: 0,
    [`haproxy_backend_connection_errors_total{${at},proxy="Postgres-ACD"}`]: 3,
    [`haproxy_frontend_current_sessions{${at},proxy="Postgres-ACD"}`]: 700,
    [`haproxy_frontend_limit_sessions{${at},proxy="Postgres-ACD"}`]: 1000,
    [`up{job="n2acd-haproxy",${at}}`]: 1,
  })),
  'haproxy_server_status{cluster="prod",role="fe",instance="c",proxy="jarvis",server="sms-01",state="UP"}': 1,
  'haproxy_server_status{cluster="prod",role="fe",instance="c",proxy="jarvis",server="sms-02",state="UP"}': 0,
  'up{job="n2acd-agent",cluster="prod",instance="b:25432"}': 1,
  'n2acd_agent_role{cluster="prod",instance="b:25432",target_port="5432",role="standby"}': 1,
  'n2acd_agent_streaming{cluster="prod",instance="b:25432",target_port="5432"}': 1,
  'n2acd_agent_streaming{cluster="prod",instance="a:25432",target_port="5432"}': 0,
  'n2acd_agent_role{cluster="prod",instance="a:25432",target_port="5432",role="standby"}': 0,
  'n2acd_agent_probe_age_seconds{cluster="prod",instance="b:25432",target_port="5432"}': 0.3,
  'n2acd_agent_held_back{cluster="prod",instance="a:25432",target_port="5432"}': 0,
  'n2acd_status_findings{cluster="prod",kind="vip-nobody",severity="critical"}': 0,
  'n2acd_status_findings{cluster="prod",kind="vip-several",severity="critical"}': 0,
  'n2acd_status_findings{cluster="prod",kind="vip-flapping",severity="degraded"}': 0,
  'n2acd_certificate_days{cluster="prod",node="fe-01",use="https",name="portal.example.net"}': 60,
  // The tests begin in 1970.
  'n2acd_status_timestamp_seconds{cluster="prod"}': 3600,
};

/** By alert: what turns bad, by the beginning and a word of the series, and how many alerts that is. */
type Bad = readonly (readonly [series: string, word: string, value: number])[];
const cases: readonly (readonly [alert: string, bad: Bad, alerts: number])[] = [
  ["N2acdNoPrimary", [["haproxy_server_status", '"Postgres-ACD",server="sms-01",state="UP"', 0]], 2],
  ["N2acdTwoPrimaries", [["haproxy_server_status", '"Postgres-ACD",server="sms-02",state="UP"', 1]], 2],
  [
    "N2acdProxiesDisagree",
    [
      ["haproxy_server_status", '"a",proxy="Postgres-ACD",server="sms-01",state="UP"', 0],
      ["haproxy_server_status", '"a",proxy="Postgres-ACD",server="sms-02",state="UP"', 1],
    ],
    2,
  ],
  ["N2acdSuperseded", [["haproxy_server_check_status", 'server="sms-02",state="L7OK"', 1]], 1],
  ["N2acdStandbyMissing", [["haproxy_server_check_status", "L7STS", 0]], 1],
  ["N2acdNoReaders", [["haproxy_server_status", "Postgres-ACD-read", 0]], 2],
  ["N2acdProxyDown", [["up", 'n2acd-haproxy",cluster="prod",role="sms",instance="a"', 0]], 1],
  ["N2acdServerNearMaxconn", [["haproxy_server_current_sessions", "sms-01", 90]], 2],
  ["N2acdClientsWait", [["haproxy_server_current_queue", 'instance="a"', 4]], 1],
  ["N2acdProxyNearMaxconn", [["haproxy_frontend_current_sessions", 'instance="a"', 900]], 1],
  ["N2acdNoJarvis", [["haproxy_server_status", '"jarvis",server="sms-01"', 0]], 1],
  ["N2acdAgentDown", [["up", "n2acd-agent", 0]], 1],
  ["N2acdAgentStale", [["n2acd_agent_probe_age_seconds", "", 6]], 1],
  ["N2acdStandbyNotStreaming", [["n2acd_agent_streaming", '"b:25432"', 0]], 1],
  ["N2acdPrimaryHeldBack", [["n2acd_agent_held_back", "", 1]], 1],
  ["N2acdVipNobody", [["n2acd_status_findings", "vip-nobody", 1]], 1],
  ["N2acdVipSeveral", [["n2acd_status_findings", "vip-several", 1]], 1],
  ["N2acdVipFlapping", [["n2acd_status_findings", "vip-flapping", 1]], 1],
  ["N2acdCertificateEnds", [["n2acd_certificate_days", "", 13]], 1],
  ["N2acdStatusStale", [["n2acd_status_timestamp_seconds", "", 0]], 1],
];

describe("the alert rules", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "n2acd-rules-"));
  });
  after(() => rm(folder, { recursive: true }));

  /** Series by name, a value each 15 s from the start on; then which alerts fire when. Nothing when it is so. */
  async function trouble(
    series: Readonly<Record<string, string>>,
    firing: Readonly<Record<string, object>>,
  ): Promise<string> {
    const file = join(folder, "test.json");
    const tests = [
      {
        interval: "15s",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: Object.entries(firing).map(([eval_time, exp_samples]) => ({
          expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
          eval_time,
          exp_samples,
        })),
      },
    ];
    await writeFile(file, JSON.stringify({ rule_files: [rules], evaluation_interval: "15s", tests }));
    const { status, stdout, stderr } = await runProgram(["promtool", "test", "rules", file]);
    return status === 0 ? "" : stdout + stderr;
  }
  const run = (values: (name: string, value: number) => string) =>
    Object.fromEntries(Object.entries(well).map(([name, value]) => [name, values(name, value)]));
  const turns = (bad: Bad, name: string) =>
    bad.find(([start, word]) => name.startsWith(`${start}{`) && name.includes(word))?.[2];

  it("are taken by promtool, all of them tried here", async () => {
    const { status, stdout, stderr } = await runProgram(["promtool", "check", "rules", rules]);
    assert.equal(status, 0, stdout + stderr);
    const names = [...(await readFile(rules, "utf8")).matchAll(/alert: (\w+)/g)].map(([, name]) => name);
    assert.deepEqual(
      [...cases.map(([name]) => name), "N2acdFlapping", "N2acdClientsRefused"].sort(),
      names.sort(),
    );
  });

  it("go by job names that prometheus.yml has", async () => {
    const jobs = [...(await readFile(rules, "utf8")).matchAll(/job="([^"]+)"/g)].map(([, job]) => job);
    const example = await readFile(join(root, "monitoring/prometheus.yml"), "utf8");
    const known = [...example.matchAll(/job_name: (.+)/g)].map(([, job]) => job);
    assert.deepEqual(jobs.sort(), known.sort());
  });

  it("are quiet while all is well", async () => {
    assert.equal(
      await trouble(
        run((_, value) => `${value}x80`),
        { "10m": [], "20m": [] },
      ),
      "",
    );
  });

  for (const [alert, bad, alerts] of cases) {
    it(`${alert} fires when it stays so, and not for a blip`, async () => {
      const stays = run((name, value) => `${value}x39 ${turns(bad, name) ?? value}x40`);
      const fires = [{ labels: `{alertname="${alert}"}`, value: alerts }];
      assert.equal(await trouble(stays, { "9m45s": [], "15m": fires }), "");
      const blip = run((name, value) => `${value}x39 ${turns(bad, name) ?? value} ${value}x40`);
      assert.equal(await trouble(blip, { "10m": [], "10m15s": [], "15m": [] }), "");
    });
  }

  it("N2acdFlapping fires for a server that goes down again and again, not for one failover", async () => {
    const counter = "haproxy_server_check_up_down_total";
    const down = (steps: string) => run((name, value) => (name.startsWith(counter) ? steps : `${value}x80`));
    const fires = [{ labels: '{alertname="N2acdFlapping"}', value: 2 }];
    assert.equal(await trouble(down("1x20 2x3 3x3 4x3 5x3 6x40"), { "5m": [], "14m": fires }), "");
    assert.equal(await trouble(down("1x20 2x60"), { "14m": [] }), "");
    // A new worker counts from the start.
    assert.equal(await trouble(down("1x20 0x20 1x40"), { "14m": [] }), "");
  });

  it("N2acdClientsRefused fires while clients go on to be refused, not for those of one failover", async () => {
    const counter = "haproxy_backend_connection_errors_total";
    const grows = (steps: string) => run((name, value) => (name.startsWith(counter) ? steps : `${value}x80`));
    const fires = [{ labels: '{alertname="N2acdClientsRefused"}', value: 2 }];
    assert.equal(await trouble(grows("0x20 0+3x60"), { "5m": [], "15m": fires }), "");
    assert.equal(await trouble(grows("0x20 40x60"), { "6m": [], "10m30s": [], "14m": [] }), "");
  });

  it("a node that is out of service is not missing", async () => {
    const drained = run((name, value) =>
      name.includes('state="MAINT"') ? "1x80" : name.includes("L7STS") ? "0x80" : `${value}x80`,
    );
    assert.equal(await trouble(drained, { "15m": [] }), "");
  });
});

function both(series: (at: string) => Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const at = (instance: string): string => `cluster="prod",role="sms",instance="${instance}"`;
  return { ...series(at("a")), ...series(at("b")) };
}
