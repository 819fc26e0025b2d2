// Where a switchover stands, from how the hosts are.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeOf } from "../../../../tools/switchover/place.ts";
import type { Seen } from "../../../../tools/switchover/seen.ts";
import { down, noted, primary, standby, unread } from "./seen.ts";

const [one, two, three] = ["sms-01", "sms-02", "sms-03"] as const;
const there = noted(one, two);

const cases: Record<string, readonly [all: readonly Seen[], at: RegExp]> = {
  "a primary and its standby": [[primary(one, [two]), standby(two)], /^begin sms-01 sms-02$/],
  "the same with a third one": [[primary(one, [two]), standby(two), standby(three)], /^begin sms-01 sms-02$/],
  "notes of one that never stopped anything": [
    [primary(one, [two], there), standby(two, there)],
    /^begin sms-01 sms-02$/,
  ],
  "the old primary is down": [[down(one, there), standby(two, there)], /^stopped sms-01 sms-02$/],
  "the old primary is still stopping": [
    [down(one, [...there, ["alive", "yes"]]), standby(two, there)],
    /^stopped sms-01 sms-02$/,
  ],
  "the old primary was started as a standby": [
    [standby(one, [...there, ["receiver", "waiting"]]), standby(two, there)],
    /^stopped sms-01 sms-02$/,
  ],
  "the standby knows nothing of it: it was released": [
    [down(one, there), standby(two)],
    /nowhere no node has a primary/,
  ],
  "promoted, and the old one is down": [[down(one, there), primary(two)], /^promoted sms-01 sms-02$/],
  "promoted, and the old one follows nobody": [
    [standby(one, [...there, ["receiver", "waiting"]]), primary(two)],
    /^promoted sms-01 sms-02$/,
  ],
  "promoted, and the old one cannot be read": [[unread(one), primary(two)], /^already sms-02$/],
  "all is done but the notes": [[standby(one, there), primary(two, [one])], /^done sms-01 sms-02$/],
  "all is done": [[standby(one), primary(two, [one])], /^already sms-02$/],
  "two primaries": [[primary(one), primary(two)], /nowhere sms-01 and sms-02 are both a primary/],
  "two primaries, one of which holds a note": [
    [primary(one, [], there), primary(two, [], there)],
    /nowhere sms-01 and sms-02 are both a primary/,
  ],
  "no primary, and nobody has begun anything": [[down(one), standby(two)], /nowhere no node has a primary/],
  "no primary, and the other one cannot be read": [
    [unread(one), standby(two)],
    /nowhere .*not every node can be read: sms-01: the connection was cut/,
  ],
  "stopped, and the standby cannot be read": [
    [down(one, there), unread(two)],
    /nowhere sms-01 was stopped for a switchover to sms-02, which cannot be read; nobody can write/,
  ],
  "the wanted one is down": [[primary(one), down(two)], /nowhere sms-02 is no standby that could take over/],
  "Patroni is between two primaries": [
    [down(one, [["patroni", "/etc/patroni.yml", "postgres"]]), standby(two)],
    /^moving sms-02$/,
  ],
  "repmgr is at it": [[down(one, there), standby(two, [...there, ["noted_busy", "yes"]])], /^moving sms-02$/],
};

const said = (wanted: string, all: readonly Seen[]): string => {
  const place = placeOf(wanted, all);
  if (place.at === "nowhere") return `nowhere ${place.text}`;
  return [place.at, ...("from" in place ? [place.from.member.node] : []), place.to.member.node].join(" ");
};

describe("where a switchover to sms-02 stands", () => {
  for (const [what, [all, at]] of Object.entries(cases))
    it(what, () => {
      assert.match(said(two, all), at);
    });

  it("names the nodes that there are", () => {
    assert.match(said("sms-09", [primary(one), standby(two)]), /sms-09 is no SMS node/);
  });

  it("with the old primary's name it goes back, and only as long as the other one is a standby", () => {
    assert.equal(said(one, [down(one, there), standby(two, there)]), "back sms-02 sms-01");
    assert.equal(said(one, [down(one, there), standby(two)]), "back sms-02 sms-01");
    assert.match(said(one, [down(one, there), unread(two)]), /which cannot be read/);
    assert.match(said(one, [down(one, there), primary(two)]), /sms-01 is no standby/);
  });
});
