// The picture: well-formed, nothing outside of it, nothing on top of each other, and the colours of now.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Live, Topology } from "../../../../lib/topology/model.ts";
import { svg } from "../../../../lib/topology/svg.ts";

const named = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${kind}-${String(i + 1).padStart(2, "0")}`);
const topology = (sms: number, fe: number, databases = ["ACD"]): Topology => ({
  smsNodes: named("sms", sms),
  feNodes: named("fe", fe),
  databases: databases.map((name, i) => ({ name, port: 5432 + i, listenPort: 15_432 + i })),
  fePorts: [80],
  vips: [],
});

interface Box {
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly bottom: number;
}

function boxes(picture: string): Box[] {
  const rects = picture.matchAll(
    /<rect class="(card|chip)[^"]*" x="([\d.]+)" y="([\d.]+)" width="(\d+)" height="(\d+)"/g,
  );
  return [...rects].map(([, kind = "", ...numbers]) => {
    const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
    return { kind, x, y, right: x + width, bottom: y + height };
  });
}

/** So many of either kind. */
const vips = (ofFronts: number, ofSms: number): Topology["vips"] => [
  ...named("web", ofFronts).map((name, i) => ({ name, address: `10.0.0.${50 + i}`, for: "fe" as const })),
  ...named("api", ofSms).map((name, i) => ({ name, address: `2001:db8::${60 + i}`, for: "sms" as const })),
];

for (const [sms, fe, ofFronts, ofSms] of [
  [2, 0, 0, 0],
  [2, 2, 0, 0],
  [4, 6, 0, 0],
  [10, 40, 0, 0],
  [2, 0, 0, 2],
  [2, 0, 0, 4],
  [2, 2, 1, 0],
  [2, 2, 1, 1],
  [2, 3, 4, 4],
  [3, 6, 5, 9],
  [10, 40, 2, 3],
] as const) {
  test(`${sms} SMS nodes and ${fe} front ends, with ${ofFronts + ofSms} addresses: each has its place`, () => {
    const picture = svg({ ...topology(sms, fe, ["ACD", "CDR"]), vips: vips(ofFronts, ofSms) });
    for (const { address } of vips(ofFronts > 4 ? 0 : ofFronts, ofSms > 4 ? 0 : ofSms))
      assert.ok(picture.includes(`>${address}</text>`), address);
    for (const [count, kind] of [
      [ofFronts, "front end"],
      [ofSms, "SMS node"],
    ] as const)
      if (count > 4)
        assert.match(picture, new RegExp(`>${count} virtual addresses<.*\\n.*one ${kind} has each`));
    const chips = boxes(picture).filter(({ kind, right, x }) => kind === "chip" && right - x === 156);
    assert.equal(chips.length, (ofFronts > 4 ? 1 : ofFronts) + (ofSms > 4 ? 1 : ofSms));
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(picture) ?? []).map(Number);
    for (const name of [...named("sms", sms), ...named("fe", fe)])
      assert.ok(picture.includes(`>${name}</text>`), name);
    const cards = boxes(picture).filter(({ kind }) => kind === "card");
    assert.equal(cards.length, sms + fe);
    for (const each of boxes(picture)) {
      assert.ok(
        each.x >= 0 && each.right <= width && each.y >= 0 && each.bottom <= height,
        JSON.stringify(each),
      );
    }
    const apiece = [...cards, ...chips];
    for (const [i, one] of apiece.entries()) {
      for (const other of apiece.slice(i + 1)) {
        const apart =
          one.right <= other.x || other.right <= one.x || one.bottom <= other.y || other.bottom <= one.y;
        assert.ok(apart, JSON.stringify([one, other]));
      }
    }
    // Every element is closed, and nothing comes from elsewhere.
    const open = [...picture.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)].filter(([, , , self]) => self === "");
    const depth = open.reduce((sum, [, closing]) => sum + (closing === "/" ? -1 : 1), 0);
    assert.equal(depth, 0);
    assert.doesNotMatch(picture.replace("http://www.w3.org/2000/svg", ""), /https?:|href|url\(/);
  });
}

const live = (primaries: readonly string[]): Map<string, Live> =>
  new Map(
    named("sms", 2).map((name) => [
      name,
      {
        tone: "good",
        note: "",
        proxy: { tone: "good", note: "to sms-01" },
        databases: new Map([["ACD", { tone: "good", note: "primary", primary: primaries.includes(name) }]]),
      },
    ]),
  );

test("the way to the primary is green; to two it is red; to none it is broken and says so", () => {
  assert.match(svg(topology(2, 0), live(["sms-01"])), /class="flow good"/);
  assert.match(svg(topology(2, 0), live(["sms-01", "sms-02"])), /class="flow bad"/);
  assert.match(svg(topology(2, 0), live([])), /class="flow asked bad".*>ACD: no primary</s);
});

test("a remark on a node stands behind its name, however wide the browser's font makes that", () => {
  const states = live(["sms-01"]);
  states.set("sms-02", {
    tone: "unknown",
    note: "not reached",
    proxy: { tone: "unknown", note: "not known" },
  });
  assert.match(
    svg(topology(2, 0), states),
    />sms-02<tspan class="note unknown" dx="\d+">not reached<\/tspan><\/text>/,
  );
});

test("what is said of a node is text, whatever it holds", () => {
  const states = live(["sms-01"]);
  states.set("sms-02", { tone: "bad", note: "<b>&\u001b", proxy: { tone: "bad", note: '"' } });
  const picture = svg(topology(2, 0), states);
  assert.ok(picture.includes("&lt;b&gt;&amp;?"));
  assert.doesNotMatch(picture, /<b>/);
  assert.ok(!picture.includes("\u001b"));
});

test("a virtual address has the colour and the node of now, also for those who hear the picture", () => {
  const of = { ...topology(2, 2), vips: vips(1, 1) };
  const now = new Map([["10.0.0.50", { tone: "good" as const, note: "on fe-02" }]]);
  const picture = svg(of, live(["sms-01"]), now);
  assert.match(picture, /class="chip good"[^>]* width="156"[^]*>10\.0\.0\.50<\/text>\n.*>web-01, on fe-02</);
  assert.match(picture, /<desc[^>]*>.*The virtual address 10\.0\.0\.50 \(web-01\): on fe-02\./);
  assert.match(picture, /The virtual address 2001:db8::60 \(api-01\): one of the SMS nodes has it\./);
});
