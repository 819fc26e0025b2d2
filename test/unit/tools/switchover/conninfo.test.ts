// libpq's connection strings, taken apart and put together.
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "node:test";
import { parseConninfo, wayTo, writeConninfo } from "../../../../tools/switchover/conninfo.ts";

test("what is written is read again, whatever a password holds", () => {
  const key = fc.stringMatching(/^[a-z_]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.string())), (pairs) => {
      assert.deepEqual(parseConninfo(writeConninfo(pairs)), pairs);
    }),
  );
});

test("spaces, quotes and backslashes as libpq has them", () => {
  assert.deepEqual(
    parseConninfo(String.raw`host = 10.0.0.1  password='it\'s \\ here' user=a\ b sslmode=''`),
    [
      ["host", "10.0.0.1"],
      ["password", String.raw`it's \ here`],
      ["user", "a b"],
      ["sslmode", ""],
    ],
  );
  for (const wrong of ["postgresql://a@b/c", "host", "host='open", "host='a'b"])
    assert.equal(parseConninfo(wrong), undefined, wrong);
  assert.deepEqual(parseConninfo(""), []);
});

test("the way to a new primary keeps everything but the place and the name", () => {
  const way = wayTo(
    "host=old hostaddr=10.0.0.1 port=5433 user=rep password=x application_name=sms-02",
    "10.0.0.2",
    5432,
    "sms-01",
  );
  const aimed = "host=10.0.0.2 port=5432 user=rep password=x application_name=sms-01";
  assert.deepEqual(way, { trial: aimed, kept: aimed });
  assert.equal(wayTo("user=rep", "fd00::2", 5432, "sms-01")?.kept, "user=rep host=fd00::2 port=5432");
});

test("one that finds the primary by itself is tried at the new one, and kept", () => {
  const own = "host=sms-01,sms-02 user=rep target_session_attrs=primary";
  assert.deepEqual(wayTo(own, "10.0.0.2", 5432), { trial: "host=10.0.0.2 user=rep port=5432", kept: own });
});

test("nothing is made of what cannot be read here", () => {
  for (const text of ["", "service=main", "postgresql://a@b/c"])
    assert.equal(wayTo(text, "10.0.0.2", 5432), undefined, text);
});
