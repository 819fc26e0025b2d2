// Every key of a stack file, changed under users: see table.ts. What it saw is recorded in seen.json, and stands in docs/changes.md.
//
//   KEYS=fe.port,peersPort node --test test/cluster/changes/changes.test.ts      only these
import { after, before, describe } from "node:test";
import { Field } from "../../support/changes/field.ts";
import { playKeys } from "../../support/changes/play.ts";
import { report } from "../../support/changes/report.ts";
import { table } from "../../support/changes/table.ts";

const chosen = process.env["KEYS"]?.split(",") ?? Object.keys(table);

describe("a change of one key, under users", { concurrency: 1 }, () => {
  const field = new Field("n2acd-t-changes", "172.30.220");
  before(() => field.open());
  const played = playKeys(field, chosen);
  after(async () => {
    await report(played);
    await field.close();
  });
});
