import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

interface Family {
  readonly kind: string;
  readonly help: string;
  readonly samples: Map<string, number>;
}

/** Prometheus text, read strictly: HELP, TYPE, then samples of that name, each once. */
function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  assert.ok(text.endsWith("\n"));
  let help = "",
    current: Family | undefined,
    name = "";
  for (const line of text.trimEnd().split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-z0-9_]+) (.+)$/.exec(line);
    if (comment?.[1] === "HELP") {
      [, , name = "", help = ""] = comment;
      assert.ok(!families.has(name), `${name} twice`);
      continue;
    }
    if (comment) {
      assert.equal(comment[2], name);
      assert.match(comment[3] ?? "", /^(gauge|counter)$/);
      current = { kind: comment[3] ?? "", help, samples: new Map() };
      families.set(name, current);
      continue;
    }
    const sample = /^([a-z0-9_]+)((?:\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})?) (-?[0-9.e+-]+)$/.exec(
      line,
    );
    assert.ok(sample, `not a sample: ${line}`);
    assert.equal(sample[1], name);
    const [, , labels = "", value] = sample;
    assert.ok(current && !current.samples.has(labels), `${line} twice`);
    current.samples.set(labels, Number(value));
  }
  return families;
}

describe("metrics", () => {
  let server: Postgres, agent: Agent;

  before(async () => {
    server = await Postgres.primary();
    agent = await Agent.start(server);
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  after(async () => {
    await agent.stop();
    await server.remove();
  });

  const read = async () => {
    const families = parse((await agent.get("/metrics")).body);
    return (name: string, more = "") => {
      const labels =
        name.includes("http") || name.includes("seconds_total")
          ? ""
          : `{target_port="${server.port}"${more}}`;
      return families.get(`n2acd_agent_${name}`)?.samples.get(labels);
    };
  };

  test("are Prometheus text that says what goes on", async () => {
    const answered = (await read())("answers_total", ',code="200"') ?? 0;
    for (let n = 0; n < 5; n++) await agent.code("/replica");
    const value = await read();
    assert.equal(value("role", ',role="primary"'), 1);
    for (const role of ["standby", "read-only", "unavailable", "unknown"]) {
      assert.equal(value("role", `,role="${role}"`), 0, role);
    }
    assert.equal(value("answers_total", ',code="503"'), 5);
    assert.equal(value("answers_total", ',code="200"'), answered + 1, "the scrape itself is one");
    assert.equal(value("http_connections"), 1);
    assert.equal(value("database_logins_total"), 1);
    assert.ok((value("probe_age_seconds") ?? 9) < 0.5);
    assert.ok((value("probe_duration_seconds") ?? 9) < 0.5);
    assert.ok(Math.abs((value("last_role_change_timestamp_seconds") ?? 0) - Date.now() / 1000) < 10);
    assert.ok((value("cpu_seconds_total") ?? 0) > 0);
  });

  test("count what goes wrong", async () => {
    const before = await read();
    await server.stop();
    await until("503", 2, async () => (await agent.code()) === 503);
    const value = await read();
    assert.equal(value("role", ',role="unavailable"'), 1);
    assert.equal(value("role_changes_total"), (before("role_changes_total") ?? 0) + 1);
    assert.ok((value("probes_total", ',result="failed"') ?? 0) > 0);
  });
});
