// The database step against a played psql: what PostgreSQL is told, what it is never told, and what stops the step.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { password, verifier } from "../../support/steps/pair.ts";
import { shells, type Shell } from "../../support/steps/steps.ts";

// The server's answers stand in files; changes of the role are noted, and done to the file 'role'.
const answers = {
  runuser: `shift 3; exec "$@"`,
  psql: `case "$*" in *'-c SELECT 1') [ ! -e "$ROOT/locked-out" ] || { echo 'FATAL:  no pg_hba.conf entry' >&2; exit 2; }; exit 0 ;; esac
  sql=$(cat)
  printf '%s\\n' "$sql" >>"$ROOT/sql"
  case "$sql" in
    *pg_is_in_recovery*) cat "$ROOT/recovery" ;;
    *rolcanlogin*) cat "$ROOT/role" ;;
    *shobj_description*) cat "$ROOT/comment" ;;
    *'SHOW hba_file'*) if [ -e "$ROOT/hba-said" ]; then echo "$ROOT$(cat "$ROOT/hba-said")"; else echo "$ROOT/pg_hba.conf"; fi ;;
    *pg_hba_file_rules*) [ ! -e "$ROOT/hba-error" ] || cat "$ROOT/hba-error" ;;
    *'DROP ROLE'*) : >"$ROOT/role" ;;
    *ROLE*PASSWORD*)
      [ ! -e "$ROOT/full" ] || { echo 'psql:<stdin>:15: ERROR:  disk full' >&2; exit 3; }
      printf '%s\\n' "$sql" | sed -n "s/.* LOGIN PASSWORD '\\(.*\\)';/t|\\1/p" >"$ROOT/role"
      printf '%s\\n' "$sql" | sed -n "s/^COMMENT ON ROLE .* IS '\\(.*\\)';/\\1/p" >"$ROOT/comment" ;;
  esac`,
};
const args = ["role=health_check_user", "database=ACD:5432", "sms=10.0.0.11", "sms=fd00::12"];
const secrets = `password=${password}\nverifier=${verifier}\n`;
const block = [
  "# BEGIN n2acd-ha (the health checks; changes between these two lines do not last)",
  ...["127.0.0.1/32", "::1/128", "10.0.0.11/32", "fd00::12/128"].map(
    (network) => `host postgres health_check_user ${network} scram-sha-256`,
  ),
  "# END n2acd-ha",
];
const hba = "local all postgres peer\n# no line feed at the end";

async function play(shell: Shell, recovery: "f" | "t"): Promise<PlayedHost> {
  const host = await PlayedHost.make(shell, answers);
  for (const [path, text] of Object.entries({
    recovery: `${recovery}\n`,
    role: "",
    comment: "",
    "pg_hba.conf": hba,
  })) {
    await host.write(path, text);
  }
  return host;
}

for (const shell of shells) {
  describe(`database, under ${shell}`, () => {
    it("creates the role on a primary, admits it, and takes both back", async () => {
      const host = await play(shell, "f");
      const up = await host.step("database", "apply", args, secrets);
      assert.equal(up.status, 0, up.stderr);
      assert.equal(await host.read("role"), `t|${verifier}\n`);
      assert.equal(await host.read("pg_hba.conf"), `${block.join("\n")}\n${hba}`);
      assert.equal(await host.read("pg_hba.conf.install"), hba);
      const down = await host.step("database", "undo", args);
      assert.equal(down.status, 0, down.stderr);
      assert.equal(await host.read("role"), "");
      assert.deepEqual([await host.read("pg_hba.conf"), await host.read("pg_hba.conf.install")], [hba, ""]);
      await host.remove();
    });

    it("says neither secret in an argument, and the verifier only where logging is off", async () => {
      const host = await play(shell, "f");
      const { stderr } = await host.step("database", "apply", args, secrets);
      const open = [...(await host.calls()), stderr].join("\n");
      assert.ok(!open.includes(password) && !open.includes(verifier));
      const sql = await host.read("sql");
      assert.ok(!sql.includes(password));
      const sessions = sql
        .split(/^(?=SET track_activities = off;$)/m)
        .filter((session) => session.includes(verifier));
      assert.equal(sessions.length, 1);
      const before = (sessions[0] ?? "").split(verifier)[0] ?? "";
      for (const setting of [
        "log_statement = 'none'",
        "log_min_duration_statement = -1",
        "log_min_error_statement",
      ]) {
        assert.ok(before.includes(setting), setting);
      }
      await host.remove();
    });

    it("gives a role that was here before its old password back", async () => {
      const host = await play(shell, "f");
      await host.write("role", "t|md5abc\n");
      await host.write("comment", "it's mine\n");
      await host.step("database", "apply", args, secrets);
      assert.equal(await host.read("role"), `t|${verifier}\n`);
      const { status, stderr } = await host.step("database", "undo", args);
      assert.equal(status, 0, stderr);
      assert.deepEqual([await host.read("role"), await host.read("comment")], ["t|md5abc\n", "it''s mine\n"]);
      await host.remove();
    });

    it("changes nothing the second time", async () => {
      const host = await play(shell, "f");
      await host.step("database", "apply", args, secrets);
      await host.write("sql", "");
      const { stderr } = await host.step("database", "apply", args, secrets);
      assert.equal(stderr, "n1: database: the role health_check_user logs in\n");
      assert.doesNotMatch(await host.read("sql"), /CREATE|ALTER|COMMENT|reload/);
      await host.remove();
    });

    const stops: [string, "f" | "t", Record<string, string>, string, RegExp][] = [
      [
        "a standby whose primary has no role",
        "t",
        {},
        secrets,
        /this standby \(port 5432\) has not received the role/,
      ],
      [
        "a server that refuses",
        "f",
        { full: "" },
        secrets,
        /would not take the role health_check_user: ERROR: +disk full/,
      ],
      [
        "a hba_file that is none: whoever is superuser of the database may say so",
        "f",
        { "hba-said": "/etc/passwd\n" },
        secrets,
        /\/etc\/passwd, which PostgreSQL names as its hba_file, does not read like a pg_hba\.conf: line 1\./,
      ],
      [
        "a wrong line in pg_hba.conf",
        "f",
        { "hba-error": "/etc/pg/hba.d/20-broken.conf, line 3: bad" },
        secrets,
        /does not accept \/etc\/pg\/hba\.d\/20-broken\.conf, line 3: bad\./,
      ],
      [
        "a login that fails",
        "f",
        { "locked-out": "" },
        secrets,
        /cannot log in .* FATAL: +no pg_hba\.conf entry/,
      ],
      ["a password that was cut", "f", {}, secrets.slice(0, 12), /the password arrived incomplete/],
      [
        "a verifier that was cut",
        "f",
        {},
        secrets.slice(0, 60),
        /the password's SCRAM verifier arrived incomplete/,
      ],
      [
        "a password for SQL",
        "f",
        {},
        `password='; --\nverifier=${verifier}\n`,
        /the password arrived incomplete, or/,
      ],
    ];
    for (const [what, recovery, files, input, sentence] of stops) {
      it(`stops at ${what}, and undo still works`, async () => {
        const host = await play(shell, recovery);
        for (const [path, text] of Object.entries(files)) await host.write(path, text);
        const { status, stderr } = await host.step("database", "apply", args, input);
        assert.equal(status, 1);
        assert.match(stderr, sentence);
        assert.match(stderr, /^n2acd-ha: n1: step database: .* What to do: .*\.\n$/m);
        const down = await host.step("database", "undo", args);
        assert.equal(down.status, 0, down.stderr);
        assert.deepEqual([await host.read("pg_hba.conf"), await host.read("role")], [hba, ""]);
        await host.remove();
      });
    }
  });
}
