import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beginsSection } from "../../../../lib/haproxy/extra.ts";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { feHeadings, smsHeadings } from "../../../../lib/haproxy/headings.ts";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { extra, fe, large, sms } from "../../../support/haproxy/models.ts";

const headings = (text: string): string[] => text.split("\n").filter((line) => /^[a-z]/.test(line));

await test("the known headings are the rendered ones", () => {
  const readers = { listenPort: 25_433, checkPath: "/replica" };
  for (const model of [
    sms,
    { ...sms, splitBrain: "refuse" as const },
    { ...sms, databases: large.databases.map((database) => ({ ...database, readers })) },
  ])
    assert.deepEqual(headings(renderSms(model)), smsHeadings(model));
  assert.deepEqual(headings(renderFe(fe)), feHeadings);
});

await test("what begins a section is the same for the program and on the hosts", () => {
  const file = new URL("../../../../assets/scripts/files/haproxy-sections.awk", import.meta.url);
  const words = [...readFileSync(file, "utf8").matchAll(/^ {2}haproxy_sections = .*"(.*)"$/gm)].flatMap(
    ([, list = ""]) => list.trim().split(" "),
  );
  assert.equal(words.length, 21);
  for (const word of words) assert.ok(beginsSection(`${word} name`), word);
  assert.ok(!beginsSection("server name"));
});

await test("an operator's lines are all that is added, each in its section", () => {
  const added = (plain: string, text: string): string[] => {
    const lines = plain.split("\n");
    return text.split("\n").filter((line) => line !== "" && !lines.includes(line) && !/^ *#/.test(line));
  };
  for (const [plain, text, own] of [
    [renderSms(sms), renderSms({ ...sms, extra: extra.sms }), extra.sms],
    [renderFe(fe), renderFe({ ...fe, extra: extra.fe }), extra.fe],
  ] as const)
    assert.deepEqual(
      added(plain, text).map((line) => line.trim()),
      Object.values(own)
        .flat()
        .map((line: string) => line.trim())
        .filter((line) => !line.startsWith("#")),
    );
});

await test("what decides comes after them", () => {
  const text = renderFe({ ...fe, extra: extra.fe });
  assert.ok(text.indexOf("use_backend files") < text.indexOf("use_backend jarvis"));
  const guarded = renderSms({ ...sms, splitBrain: "refuse", extra: extra.sms });
  assert.match(
    guarded,
    /tcp-request connection reject[^]*balance roundrobin\n {4}# One writer[^]*tcp-request inspect-delay/,
  );
});
