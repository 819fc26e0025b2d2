// On the host: no word of a step is run by its shell, and no text is read as SQL. Thousands of cases a run, in few shells.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { quote } from "../../../lib/shell.ts";

const scripts = join(import.meta.dirname, "../../../assets/scripts");
const folder = mkdtempSync(join(tmpdir(), "n2acd-values-"));
const canary = join(folder, "canary");
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Texts without a line feed, which no word of a step may hold, many of them meant to break out. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...Array.from("'\"\\$`;&|<>()*?[]!#~ \t-%{}aE@=:,0")), maxLength: 20 }),
  fc.constantFrom(
    ...[
      `$(touch ${canary})`,
      `\`touch ${canary}\``,
      `'; touch ${canary}; '`,
      `"; touch ${canary} #`,
      "-n",
      "-e x",
    ],
    ...["'; DROP ROLE x; --", "\\'; DROP ROLE x; --", "''", "'", "$$", "E'\\''", "x' OR '1'='1"],
  ),
);
const line = text.filter((each) => !/[\n\0]/.test(each) && each.isWellFormed());
const batch = (size: number) => fc.array(line, { minLength: size, maxLength: size });

for (const shell of ["dash", "bash"]) {
  const run = (lines: readonly string[]): string[] =>
    execFileSync(shell, ["-s"], { encoding: "utf8", input: ["set -eu", ...lines, ""].join("\n") })
      .split("\0")
      .slice(0, -1);
  const load = (...modules: string[]) => [
    `TOOLKIT=${scripts}; . "$TOOLKIT/lib/need.sh"`,
    `need ${modules.join(" ")}`,
  ];

  describe(`under ${shell}`, () => {
    it("a step's words arrive as they were said, and none is run", () => {
      fc.assert(
        fc.property(batch(250), (values) => {
          const words = values.map((value, i) => quote(`k${i % 5}=${value}`));
          const keys = [0, 1, 2, 3, 4];
          const told = run([
            ...load("args"),
            `parse_args ${words.join(" ")}`,
            ...keys.map((key) => `args k${key}; printf '\\0'`),
          ]);
          const expected = keys.map((key) =>
            values
              .filter((_, i) => i % 5 === key)
              .map((value) => `${value}\n`)
              .join(""),
          );
          assert.deepEqual(told, expected);
        }),
        { numRuns: 12 },
      );
      assert.ok(!existsSync(canary));
    });

    it("a comment that was on a role goes back as one literal", () => {
      fc.assert(
        fc.property(batch(100), (comments) => {
          const told = run([
            ...load("role"),
            ...comments.map((comment) => `comment_sql ${quote(comment)}; printf '\\0'`),
          ]);
          const read = told.map((sql) =>
            /^'(?:[^']|'')*'$/.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") : "",
          );
          assert.deepEqual(read, comments);
          assert.deepEqual(
            told.filter((sql) => sql === "NULL").length,
            comments.filter((comment) => comment === "").length,
          );
        }),
        { numRuns: 4 },
      );
      assert.ok(!existsSync(canary));
    });

    it("a password, a verifier or a role's name of any other alphabet is refused before SQL or JSON", () => {
      fc.assert(
        fc.property(batch(120), (values) => {
          const told = run([
            "fail() { printf refused; exit 1; }; find_psql() { :; }",
            ...load("args", "secrets"),
            `ROOT=; STATE=${folder}; . ${scripts}/steps/database.sh`,
            ...values.flatMap((value) => [
              `(printf 'password=%s\\n' ${quote(value)} | { read_secrets; printf taken; }) || true; printf '\\0'`,
              `(secret_verifier=${quote(value)}; require_verifier; printf taken) || true; printf '\\0'`,
              `(parse_args ${quote(`role=${value}`)}; use_role; printf taken) || true; printf '\\0'`,
            ]),
          ]);
          const safe = [/^[A-Za-z0-9_-]+$/, /^SCRAM-SHA-256\$[A-Za-z0-9+/=:$-]+$/, /^([a-z_][a-z0-9_]*)?$/];
          told.forEach((said, i) => {
            const value = values[Math.floor(i / 3)] ?? "";
            if (said === "taken") assert.match(value, safe[i % 3] ?? /^$/);
            else assert.equal(said, "refused");
          });
        }),
        { numRuns: 5 },
      );
      assert.ok(!existsSync(canary));
    });
  });
}
