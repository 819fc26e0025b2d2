// The workflows that users copy: what they promise about pins, permissions and forks, and the scripts inside them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readYaml, root } from "../../support/documents.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: { readonly script?: string };
}
interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, "ci/github");
const texts = readdirSync(folder)
  .filter((name) => name.endsWith(".yml"))
  .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const workflow = (name: string): Workflow => readYaml(readFileSync(join(folder, name), "utf8")) as Workflow;

for (const { name, text } of texts) {
  describe(name, () => {
    const { permissions, jobs } = workflow(name);
    test("pins every action by its commit, and says which version that is", () => {
      const uses = text.split("\n").filter((line) => line.includes("uses:"));
      assert.ok(uses.length > 3);
      const wrong = uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
      assert.deepEqual(wrong, []);
    });
    test("gives a job that runs the project's code no right to write", () => {
      assert.deepEqual(permissions, {});
      for (const [job, { permissions: rights = {}, steps }] of Object.entries(jobs)) {
        const writes = Object.values(rights).includes("write");
        const checksOut = steps.some(({ uses }) => uses?.startsWith("actions/checkout@"));
        assert.ok(!(writes && checksOut), job);
      }
    });
    test("has secrets only where an environment guards them, and expressions in no script", () => {
      for (const [job, { environment, steps }] of Object.entries(jobs)) {
        const secret = JSON.stringify(steps).includes("secrets.");
        assert.equal(secret, environment !== undefined, job);
        for (const { run = "", with: inputs } of steps)
          assert.ok(!(run + (inputs?.script ?? "")).includes("${{"), job);
      }
    });
  });
}

test("a pull request from a fork is not previewed", () => {
  assert.match(
    workflow("preview.yml").jobs["stacks"]?.if ?? "",
    /head\.repo\.full_name == github\.repository/,
  );
});

test("the matrix has the stacks that have a file, without dev", () => {
  const copy = mkdtempSync(join(tmpdir(), "n2acd-ci-"));
  cpSync(join(root, "ci"), join(copy, "ci"), { recursive: true });
  const stacks = (): unknown => JSON.parse(execFileSync(join(copy, "ci/stacks.sh"), { encoding: "utf8" }));
  assert.deepEqual(stacks(), []);
  for (const name of ["dev", "prod", "site_2-b", "odd'name"])
    writeFileSync(join(copy, `Pulumi.${name}.yaml`), "");
  assert.deepEqual(stacks(), ["prod", "site_2-b"]);
  rmSync(copy, { recursive: true });
});

/** What the script of a job did, on a GitHub that has these comments or issues. */
async function calls(
  [name, job]: readonly [string, string],
  there: readonly object[],
  [file, content]: readonly [string, string],
): Promise<(readonly [string, Readonly<Record<string, unknown>>])[]> {
  const script = workflow(name).jobs[job]?.steps.find(({ with: inputs }) => inputs?.script !== undefined)
    ?.with?.script;
  assert.ok(script !== undefined);
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ci-"));
  writeFileSync(join(folder, file), content);
  const done: [string, Readonly<Record<string, unknown>>][] = [];
  const record = (what: string) => (told: Readonly<Record<string, unknown>>) => {
    done.push([what, told]);
    return Promise.resolve();
  };
  const issues = Object.fromEntries(
    ["listComments", "updateComment", "createComment", "listForRepo", "update", "create"].map((what) => [
      what,
      record(what),
    ]),
  );
  const github = { rest: { issues }, paginate: () => Promise.resolve(there) };
  const context = {
    repo: { owner: "o", repo: "r" },
    issue: { number: 7 },
    serverUrl: "https://git.example",
    runId: 1,
  };
  const module = join(folder, "script.mjs");
  writeFileSync(module, `export default async (github, context, process) => {\n${script}\n};\n`);
  const { default: run } = (await import(module)) as {
    default: (github: object, context: object, process: object) => Promise<void>;
  };
  const here = process.cwd();
  process.chdir(folder);
  try {
    await run(github, context, { env: { STACK: "prod" } });
  } finally {
    process.chdir(here);
    rmSync(folder, { recursive: true });
  }
  return done;
}

describe("the comment", () => {
  const comment = ["preview.yml", "comment"] as const;
  const bot = { login: "github-actions[bot]" };
  const marker = "<!-- n2acd-ha report prod -->";
  test("is written the first time", async () => {
    const others = [
      { id: 1, user: { login: "mallory" }, body: `${marker}\n` },
      { id: 2, user: bot, body: "else" },
    ];
    assert.deepEqual(await calls(comment, others, ["report.md", "# new\n"]), [
      ["createComment", { owner: "o", repo: "r", issue_number: 7, body: `${marker}\n# new\n` }],
    ]);
  });
  test("is updated in place after that", async () => {
    const mine = { id: 3, user: bot, body: `${marker}\nold` };
    assert.deepEqual(await calls(comment, [mine], ["report.md", "# new\n"]), [
      ["updateComment", { owner: "o", repo: "r", comment_id: 3, body: `${marker}\n# new\n` }],
    ]);
  });
  test("is never longer than GitHub takes", async () => {
    const [[, { body }] = ["", {}]] = await calls(comment, [], ["report.md", "x".repeat(100_000)]);
    assert.ok(typeof body === "string" && body.length < 65_536);
  });
});

describe("the issue for drift", () => {
  const issue = ["drift.yml", "issue"] as const;
  const open = { number: 5, title: "Drift: prod" };
  const none = ["drift.txt", "4 hosts are as the stack prod applied them\n"] as const;
  const some = ["drift.txt", "node step\nsms-01 haproxy ``` ``````\n"] as const;
  test("is opened, kept up to date, and closed", async () => {
    const what = async (...args: [readonly object[], readonly [string, string]]) =>
      (await calls(issue, ...args)).map(([name, { state, body }]) => [name, state, typeof body]);
    assert.deepEqual(await what([], some), [["create", undefined, "string"]]);
    assert.deepEqual(await what([open], some), [["update", undefined, "string"]]);
    assert.deepEqual(await what([open], none), [["update", "closed", "undefined"]]);
    assert.deepEqual(await what([], none), []);
  });
  test("shows what was found as it is", async () => {
    const [[, { body }] = ["", {}]] = await calls(issue, [], some);
    assert.equal(String(body).match(/^`{6}$/gm)?.length, 2);
  });
});
