// A repmgr that was killed half-way: the error has every command that finishes or undoes it, each with its host.
import assert from "node:assert/strict";
import { test } from "node:test";
import { killed } from "../../../../tools/switchover/repmgr.ts";
import { down, noted, primary, standby } from "./seen.ts";

const wanted = { stack: "prod", database: undefined };
const repmgr = (place: string): string[] => ["repmgr", `/etc/repmgr/${place}/repmgr.conf`, "/usr/bin/repmgr"];
const conninfo = ["repmgr_conninfo", "host=10.1.0.2 user=repmgr dbname=repmgr connect_timeout=2"];
const from = down("sms-01", [...noted("sms-01", "sms-02"), repmgr("a")]);

test("promoted: the new primary is registered, then the old one and the others are brought back", () => {
  const to = primary("sms-02", [], [repmgr("b"), conninfo]);
  const { message, todo, kind } = killed(
    { from, to, all: [from, to, standby("sms-03", [repmgr("c")])] },
    wanted,
  );
  assert.equal(message, "repmgr has promoted sms-02, and did not bring sms-01 back");
  assert.equal(
    todo,
    [
      "As root, in this order: on sms-02: cd / && runuser -u postgres -- /usr/bin/repmgr -f /etc/repmgr/b/repmgr.conf primary register --force",
      "on sms-01, while its PostgreSQL is stopped: cd / && runuser -u postgres -- /usr/bin/repmgr -f /etc/repmgr/a/repmgr.conf node rejoin -d 'host=10.1.0.2 user=repmgr dbname=repmgr connect_timeout=2' --force-rewind",
      "on sms-03: cd / && runuser -u postgres -- /usr/bin/repmgr -f /etc/repmgr/c/repmgr.conf standby follow. Then run 'make switchover STACK=prod TO=sms-02' again, which proves that all is well",
    ].join("; "),
  );
  assert.equal(kind, "over");
});

test("what is not known of the old primary is taken from the new one", () => {
  const to = primary("sms-02", [], [repmgr("b")]);
  const silent = down("sms-01", noted("sms-01", "sms-02"));
  const { todo } = killed({ from: silent, to, all: [silent, to] }, wanted);
  assert.match(
    todo ?? "",
    /on sms-01, .*-f \/etc\/repmgr\/b\/repmgr\.conf node rejoin -d 'host=10\.0\.0\.02 user=repmgr dbname=repmgr' /,
  );
});

test("stopped: the way back is one command, and no row is at risk", () => {
  const to = standby("sms-02", [repmgr("b")]);
  const { message, todo } = killed({ from, to, all: [from, to] }, { ...wanted, database: "ACD" });
  assert.match(message, /has stopped sms-01, and did not promote sms-02: nobody can write/);
  assert.match(todo ?? "", /^'make switchover STACK=prod TO=sms-01 DATABASE=ACD' starts sms-01 /);
  assert.doesNotMatch(todo ?? "", /repmgr -f/);
});
