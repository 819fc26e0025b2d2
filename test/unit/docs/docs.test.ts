// What the documents name exists, and what they show is accepted.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import {
  anchors,
  codeBlocks,
  documents,
  links,
  readYaml,
  root,
  shellBlocks,
  slug,
} from "../../support/documents.ts";

const every = documents();

describe("configuration examples are accepted", () => {
  const key = (fill: number): string => {
    const kind = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1");
    return `ssh-ed25519 ${Buffer.concat([kind, Buffer.alloc(32, fill)]).toString("base64")}`;
  };
  const inventory = {
    smsNodes: [
      { name: "sms-01", address: "10.0.0.11", hostKey: key(1) },
      { name: "sms-02", address: "10.0.0.12", hostKey: key(2) },
    ],
  };
  // As `make host-keys` leaves a list of nodes.
  const withKeys = (value: unknown): unknown =>
    Array.isArray(value) &&
    value.every((each) => each instanceof Object && "address" in each && !("routerId" in each))
      ? value.map((node: object, i) => ({ hostKey: key(i + 3), ...node }))
      : value;
  const examples = every.flatMap((document) =>
    codeBlocks(document, "yaml").map((text, i) => ({ name: `${document.path}, ${i + 1}`, text })),
  );
  assert.ok(examples.length > 3);
  for (const { name, text } of examples) {
    test(name, () => {
      const { config } = readYaml(text) as { config: Record<string, unknown> };
      const keys = Object.entries(config).map(([path, value]) => {
        assert.match(path, /^n2acd-ha:/);
        return [path.replace("n2acd-ha:", ""), value] as const;
      });
      // A secret stands there as the command line leaves it.
      const plain = keys.filter(([, value]) => !(value instanceof Object && "secure" in value));
      const own = "n2acd-ha:smsStack" in config ? {} : inventory;
      parseConfig({ ...own, ...Object.fromEntries(plain.map(([name, value]) => [name, withKeys(value)])) });
    });
  }
});

describe("links lead somewhere", () => {
  const here = every.flatMap((document) => links(document).map((target) => ({ document, target })));
  const relative = here.filter(({ target }) => !/^[a-z]+:/.test(target));
  assert.ok(relative.length > 20);
  for (const { document, target } of relative) {
    test(`${document.path}: ${target}`, () => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? document.path : normalize(join(dirname(document.path), file));
      assert.ok(existsSync(join(root, path)), `${path} is missing`);
      if (anchor === undefined) return;
      const there = every.find((each) => each.path === path);
      assert.ok(
        there !== undefined && anchors(there).includes(anchor),
        `${path} has no heading for #${anchor}`,
      );
    });
  }
});

test("the list of runbooks has all of them", () => {
  const list = every.find(({ path }) => path === "docs/operations.md")?.text ?? "";
  const runbooks = every
    .filter(({ path }) => path.startsWith("docs/operations/"))
    .flatMap(({ path, text }) => {
      const [title = "", ...headings] = [...text.matchAll(/^##? (.+)$/gm)].map(([, heading = ""]) => heading);
      const page = path.replace("docs/", "");
      // A page is listed as a whole, or by each of its runbooks.
      return list.includes(`[${title}](${page})`)
        ? []
        : headings.map((heading) => `[${heading}](${page}#${slug(heading)})`);
    });
  assert.ok(runbooks.length > 15);
  assert.deepEqual(
    runbooks.filter((link) => !list.includes(link)),
    [],
  );
});

test("every file that is named exists", () => {
  const folders = "assets|bench|components|config|dev|docs|examples|lib|monitoring|policy|scripts|test|tools";
  const missing = every.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(`(?<![\\w/.-])((?:${folders})/[\\w./-]*\\w/?)`, "g"))]
      .map(([, name = ""]) => name)
      .filter((name) => !existsSync(join(root, name)) && !existsSync(join(root, dirname(path), name)))
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

describe("every command is run by a test, or says that none does", () => {
  for (const document of every) {
    for (const { heading, text, test: by } of shellBlocks(document)) {
      test(`${document.path}, ${heading}: ${text.split("\n")[0] ?? ""}`, () => {
        if (by === undefined) {
          assert.match(text, /^# .*no test runs this: ./m);
          return;
        }
        const source = readFileSync(join(root, by), "utf8");
        assert.ok(source.includes(heading) || source.includes(text.trim()), `${by} does not know it`);
      });
    }
  }
});

test("every make target that is named exists", () => {
  const makefile = readFileSync(join(root, "Makefile"), "utf8");
  const targets = [...makefile.matchAll(/^([\w -]+):/gm)].flatMap(([, names = ""]) => names.split(" "));
  const named = every.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:`|^)make ([a-z-]+)/gm)].map(([, target = ""]) => ({ path, target })),
  );
  assert.ok(named.length > 3);
  assert.deepEqual(
    named.filter(({ target }) => !targets.includes(target)),
    [],
  );
});

test("every error of the steps is looked up under its own words", () => {
  const { text } = every.find(({ path }) => path === "docs/troubleshooting.md") ?? { text: "" };
  const sentences = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, words = ""]) => words);
  assert.ok(sentences.length > 20);
  const code = sources();
  // Three dots stand for what varies.
  const unknown = sentences.filter(
    (words) => !words.split("...").every((part) => code.includes(part.trim())),
  );
  assert.deepEqual(unknown, []);
});

function sources(): string {
  const scripts = globSync("assets/scripts/**/*.sh", { cwd: root });
  return [
    ...scripts,
    "components/host/explanations.ts",
    "components/host/root.ts",
    "components/host/answers.ts",
  ]
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
}
