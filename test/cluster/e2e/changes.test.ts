// The gravest changes of a stack file, under users: `make test-changes` tries every key.
import { after, before, describe } from "node:test";
import { Field } from "../../support/changes/field.ts";
import { playKeys } from "../../support/changes/play.ts";
import { worst } from "../../support/changes/table.ts";

describe("a grave change, under users", { concurrency: 1 }, () => {
  const field = new Field("n2acd-t-changes", "172.30.220");
  before(() => field.open());
  playKeys(field, worst);
  after(() => field.close());
});
