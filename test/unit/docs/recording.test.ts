// The README's recording: what a terminal showed becomes a picture, and the picture is that of the recording.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { play } from "../../../dev/recording/frames.ts";
import { asShown, svg } from "../../../dev/recording/svg.ts";
import { root } from "../../support/documents.ts";

const cast = (...events: [number, string][]): string =>
  [{ version: 2, width: 20, height: 3, idle_time_limit: 2 }, ...events.map(([at, text]) => [at, "o", text])]
    .map((each) => JSON.stringify(each))
    .join("\n");
const shown = (...events: [number, string][]) => pictures(cast(...events));
const pictures = async (recorded: string, most?: number) =>
  (await play(recorded, 0.4, most)).frames.map(({ seconds, lines }) => [
    seconds,
    lines.map((line) => line.map(({ text }) => text).join(" ")).filter(Boolean),
  ]);

test("a picture is taken where something has changed, and pauses are cut short", async () => {
  assert.deepEqual(await shown([0, "one\r\n"], [1, "\x1b[?25l"], [1, "two"], [60, "\x1b[2J\x1b[Hthree"]), [
    [0, ["one"]],
    [1, ["one", "two"]],
    [3, ["three"]],
  ]);
});

test("what changes within a moment is one picture", async () => {
  assert.deepEqual(await shown([0, "a"], [1, "b"], [1.1, "c"], [1.2, "d"], [2, "e"]), [
    [0, ["a"]],
    [1, ["abcd"]],
    [2, ["abcde"]],
  ]);
});

test("a command that takes long is shown quicker, and the others as they were", async () => {
  const recorded = cast(
    [0, "\x1b[1m$ a\r\n"],
    [2, "b"],
    [4, "c"],
    [6, "d\r\n"],
    [8, "\x1b[1m$ e\r\n"],
    [9, "f"],
  );
  assert.deepEqual(
    (await pictures(recorded, 4)).map(([seconds, lines]) => [seconds, (lines as string[]).at(-1)]),
    [
      [0, "$ a"],
      [1, "b"],
      [2, "bc"],
      [3, "bcd"],
      [4, "$ e"],
      [5, "f"],
    ],
  );
});

test("it says in words what it shows", async () => {
  const picture = svg(await play(cast([0, "$ up\r\n"], [1, "\x1b[2J\x1b[H$ look\r\n<well>"]), 0.4));
  assert.match(picture, /<desc id="what">A terminal runs up, then look\. It ends with: &lt;well&gt;<\/desc>/);
});

test("colours are the terminal's, and nothing of the text is markup", async () => {
  const picture = svg(await play(cast([0, "\x1b[1;32m<up> & \x1b[0mrest"]), 0.4));
  assert.match(picture, /<text x="0.0" class="c2 b" [^>]*>&lt;up&gt; &amp;<\/text>/);
  assert.doesNotMatch(picture, /<script|<up>/);
});

test("the README's picture is made of the recording, which shows the README's own commands", async () => {
  const recorded = readFileSync(join(root, "dev/recording/dev.cast"), "utf8");
  assert.equal(readFileSync(join(root, "docs/dev.svg"), "utf8"), svg(await asShown(recorded)));
  const [, block = ""] =
    /### Kill the primary[^]*?```sh\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  for (const line of block.trim().split("\n"))
    assert.ok(recorded.includes(`$ ${line.split(/ +#/)[0] ?? ""}`), line);
});
