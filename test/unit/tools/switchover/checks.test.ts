// What keeps a switchover from beginning, besides what the rehearsal says.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rehearsalOf } from "../../../../tools/rehearsal/rehearsal.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { problemsOf } from "../../../../tools/switchover/checks.ts";
import { managerOf } from "../../../../tools/switchover/manager.ts";
import { membersOf } from "../../../../tools/switchover/members.ts";
import type { Seen } from "../../../../tools/switchover/seen.ts";
import { type Change, recordedWith } from "../../../support/status/recorded.ts";
import { primary, standby } from "./seen.ts";

const at = new Date("2026-11-29T10:00:00Z");
const texts = (from: Seen, to: Seen, ...changes: readonly Change[]): string[] =>
  problemsOf("ACD", from, to, rehearsalOf(statusOf("prod", recordedWith(...changes), at))).map(
    ({ text, todo }) => {
      assert.ok(todo !== "", text);
      return text;
    },
  );
const good = primary("sms-01", ["sms-02"]);

describe("the checks before a switchover", () => {
  it("have nothing against a good pair", () => {
    assert.deepEqual(texts(good, standby("sms-02")), []);
  });

  it("say what the rehearsal says, in its words", () => {
    const [first = ""] = texts(good, standby("sms-02"), [
      "sms-02",
      "receiver\tstreaming",
      "receiver\twaiting",
    ]);
    assert.match(first, /^sms-02: the standby on sms-02 is not connected/);
    assert.match(
      problemsOf("ACD", good, standby("sms-03"), rehearsalOf(statusOf("prod", recordedWith(), at)))[0]
        ?.text ?? "",
      /does not know sms-03/,
    );
  });

  const cases: Record<string, readonly [from: Seen, to: Seen, said: RegExp]> = {
    "a standby of somebody else's": [
      primary("sms-01", ["sms-03", "sms-04"]),
      standby("sms-02"),
      /does not stream from sms-01/,
    ],
    "too much to replay": [
      primary("sms-01", [], [["streams", "10.0.0.02|33554432|streaming|x"]]),
      standby("sms-02"),
      /has 32 MiB to replay/,
    ],
    "another cluster": [good, standby("sms-02", [["system", "1"]]), /belongs to another cluster/],
    "another timeline": [good, standby("sms-02", [["timeline", "2"]]), /is on timeline 2, sms-01 on 3/],
    "replay that is paused": [good, standby("sms-02", [["paused", "true"]]), /replay is paused/],
    "replay that is late on purpose": [
      good,
      standby("sms-02", [["delay", "1h"]]),
      /replays 1h late on purpose/,
    ],
    "no WAL for a standby": [good, standby("sms-02", [["wal_level", "minimal"]]), /wal_level = minimal/],
    "an old primary that could not follow": [
      good,
      standby("sms-02", [["limits", "max_connections=200 max_wal_senders=10"]]),
      /sms-01 could not follow sms-02, which has higher values of max_connections \(200, and 100 on sms-01\)/,
    ],
  };
  for (const [what, [from, to, said]] of Object.entries(cases))
    it(what, () => {
      const all = texts(from, to);
      assert.equal(all.length, 1, all.join("\n"));
      assert.match(all[0] ?? "", said);
    });

  it("a standby behind an address that is translated counts, where it is the only one", () => {
    const from = primary("sms-01", [], [["streams", "192.0.2.7|0|streaming|x"]]);
    assert.deepEqual(texts(from, standby("sms-02")), []);
  });
});

describe("who manages the servers", () => {
  const text = (...all: Seen[]): string => {
    const manager = managerOf(all);
    return typeof manager === "string" ? manager : manager.text;
  };
  const patroni = ["patroni", "/etc/patroni/config.yml", "postgres"];
  const repmgr = ["repmgr", "/etc/repmgr.conf", "/usr/bin/repmgr"];

  it("is found by what runs", () => {
    assert.equal(text(primary("sms-01"), standby("sms-02")), "none");
    assert.equal(text(primary("sms-01", [], [patroni]), standby("sms-02", [patroni])), "patroni");
    assert.equal(text(primary("sms-01", [], [repmgr]), standby("sms-02", [repmgr])), "repmgr");
  });

  it("is refused where it is not known, or not the same everywhere", () => {
    assert.match(
      text(primary("sms-01", [], [patroni]), standby("sms-02")),
      /sms-01 by patroni, sms-02 by nobody/,
    );
    assert.match(
      text(primary("sms-01", [], [["main", "/usr/sbin/pacemakerd "]]), standby("sms-02")),
      /run by a program that this command does not know: \/usr\/sbin\/pacemakerd$/,
    );
    assert.match(text(primary("sms-01", [], [["unit", ""]])), /by no service of systemd/);
    assert.match(text(primary("sms-01", [], [["version", "110022"]])), /older than 12/);
  });
});

describe("the nodes of a database", () => {
  const host = (name: string, words: string, role = "database") => ({
    name,
    login: { host: "10.0.0.1", port: 22, user: "root" },
    sudo: true,
    steps: [
      { step: role, words, stdin: "" },
      { step: "haproxy", words: "listen=Postgres-ACD:15432 listen=Postgres-CRM:15433", stdin: "" },
    ],
  });

  it("are those with the step database", () => {
    const { database, members } = membersOf(
      [
        host("sms-01", "database=ACD:5432"),
        host("sms-02", "database=ACD:5432 postgres_user=pg"),
        host("fe-01", "", "web"),
      ],
      undefined,
    );
    assert.equal(database, "ACD");
    assert.deepEqual(
      members.map(({ node, port, user, listen }) => [node, port, user, listen]),
      [
        ["sms-01", 5432, "postgres", 15_432],
        ["sms-02", 5432, "pg", 15_432],
      ],
    );
  });

  it("has to be named where each has a PostgreSQL of its own", () => {
    const apart = [host("sms-01", "database=ACD:5432 database=CRM:5433")];
    assert.throws(() => membersOf(apart, undefined), /several databases.*ACD, CRM/);
    assert.equal(membersOf(apart, "CRM").members[0]?.listen, 15_433);
    assert.throws(() => membersOf(apart, "X"), /no database "X"/);
    const together = [host("sms-01", "database=ACD:5432 database=CRM:5432")];
    assert.equal(membersOf(together, undefined).database, "ACD");
    assert.throws(() => membersOf([], undefined), /no database on any node/);
  });
});
