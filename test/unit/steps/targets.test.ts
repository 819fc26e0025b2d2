// Every system that is supported, as far as it is told apart by what stands in its files: which package manager, Apache,
// PostgreSQL and firewall the steps find there. Played, under both shells.
import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { needing, shells, type Shell } from "../../support/steps/steps.ts";

interface Target {
  readonly release: string;
  readonly family: "dnf" | "apt";
  /** Where psql is, if not in PATH. */
  readonly psql?: string;
  /** Where PostgreSQL says that its pg_hba.conf is. */
  readonly hba: string;
}

const pgdg = {
  family: "dnf",
  psql: "usr/pgsql-16/bin/psql",
  hba: "var/lib/pgsql/16/data/pg_hba.conf",
} as const;
const el = { family: "dnf", hba: "var/lib/pgsql/data/pg_hba.conf" } as const;
const debian = (version: string) =>
  ({
    family: "apt",
    psql: `usr/lib/postgresql/${version}/bin/psql`,
    hba: `etc/postgresql/${version}/main/pg_hba.conf`,
  }) as const;

// The lines that count, as the systems have them.
const targets: Readonly<Record<string, Target>> = {
  "RHEL 8": {
    release: 'NAME="Red Hat Enterprise Linux"\nVERSION_ID="8.10"\nID="rhel"\nID_LIKE="fedora"',
    ...el,
  },
  "RHEL 9": {
    release: 'NAME="Red Hat Enterprise Linux"\nVERSION_ID="9.4"\nID="rhel"\nID_LIKE="fedora"',
    ...pgdg,
  },
  "RHEL 10": {
    release: 'NAME="Red Hat Enterprise Linux"\nVERSION_ID="10.0"\nID="rhel"\nID_LIKE="centos fedora"',
    ...pgdg,
  },
  "Rocky 8": {
    release: 'NAME="Rocky Linux"\nVERSION_ID="8.10"\nID="rocky"\nID_LIKE="rhel centos fedora"',
    ...el,
  },
  "AlmaLinux 9": {
    release: 'NAME="AlmaLinux"\nID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"',
    ...pgdg,
  },
  "Oracle Linux 8": {
    release: 'NAME="Oracle Linux Server"\nID="ol"\nID_LIKE="fedora"\nVERSION_ID="8.9"',
    ...el,
  },
  "CentOS Stream 10": {
    release: 'NAME="CentOS Stream"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="10"',
    ...pgdg,
  },
  "Debian 11": { release: 'NAME="Debian GNU/Linux"\nVERSION_ID="11"\nID=debian', ...debian("13") },
  "Debian 12": { release: 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian', ...debian("15") },
  "Debian 13": { release: 'NAME="Debian GNU/Linux"\nVERSION_ID="13"\nID=debian', ...debian("17") },
  "Ubuntu 22.04": {
    release: 'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\nID_LIKE=debian',
    ...debian("14"),
  },
  "Ubuntu 24.04": {
    release: 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian',
    ...debian("16"),
  },
};

/** The rows of the played servers, one a port; port 5433 is a second instance with a folder of its own. */
const psql = `while [ $# -gt 0 ]; do [ "$1" != -p ] || port=$2; case "$1$2" in -cSELECT*) exit 0 ;; esac; shift; done
hba=$ROOT/HBA; [ "$port" = 5432 ] || hba=$ROOT/second/pg_hba.conf
sql=$(cat)
case "$sql" in
  *pg_is_in_recovery*) echo f ;;
  *rolcanlogin*) cat "$ROOT/role.$port" 2>/dev/null ;;
  *shobj_description*) cat "$ROOT/comment.$port" 2>/dev/null ;;
  *'SHOW hba_file'*) echo "$hba" ;;
  *'DROP ROLE'*) : >"$ROOT/role.$port" ;;
  *ROLE*PASSWORD*)
    printf '%s\\n' "$sql" | sed -n "s/.* LOGIN PASSWORD '\\(.*\\)';/t|\\1/p" >"$ROOT/role.$port"
    printf '%s\\n' "$sql" | sed -n "s/^COMMENT ON ROLE .* IS '\\(.*\\)';/\\1/p" >"$ROOT/comment.$port" ;;
esac
exit 0
`;

const answers = (family: Target["family"]) => ({
  systemctl: `case "$*" in *LoadState*${family === "dnf" ? "httpd" : "apache2"}.service*) echo loaded ;; *LoadState*) echo not-found ;; esac`,
  ...Object.fromEntries(
    [...commands[family], ...commands[family === "dnf" ? "apt" : "dnf"]].map((name) => [name, ""]),
  ),
  ip: "printf '2: eth0 inet 10.0.0.11/24 scope global\\n'",
  runuser: `shift 3; exec "$@"`,
  df: "printf 'F\\n/dev/vda1 9000000 0 5000000 1%% /\\n'",
  "firewall-cmd": "exit 252",
  busctl: "exit 1",
  ufw: family === "apt" ? "echo 'Status: active'" : "echo 'Status: inactive'",
  getenforce: family === "dnf" ? "echo Enforcing" : "echo Disabled",
});
const commands = { dnf: ["dnf", "rpm"], apt: ["apt-get", "dpkg", "dpkg-query"] } as const;

async function play(shell: Shell, target: Target): Promise<PlayedHost> {
  const host = await PlayedHost.make(shell, answers(target.family));
  await host.write("etc/os-release", `${target.release}\n`);
  for (const hba of [target.hba, "second/pg_hba.conf"]) await host.write(hba, "local all postgres peer\n");
  await host.answer("psql", psql.replace("HBA", target.hba));
  if (target.psql !== undefined) {
    await host.write(target.psql, "#!/bin/sh\n");
    await chmod(host.path(target.psql), 0o755);
  }
  return host;
}

for (const [name, target] of Object.entries(targets)) {
  for (const shell of shells) {
    describe(`${name}, under ${shell}`, () => {
      it("is known, with its Apache, PostgreSQL and firewall", async () => {
        const host = await play(shell, target);
        const args = ["role=sms", "port=5432", "port=5433", "address=10.0.0.11"];
        const { status, stdout, stderr } = await host.step("ready", "apply", args);
        assert.equal(status, 0, stderr);
        const { family, apache, selinux, firewall } = JSON.parse(stdout) as Record<string, string>;
        const found = [family, apache, selinux, firewall];
        if (target.family === "dnf") assert.deepEqual(found, ["dnf", "httpd", "enforcing", "none"]);
        else assert.deepEqual(found, ["apt", "apache2", "disabled", "ufw"]);
        await host.remove();
      });

      if (target.psql !== undefined)
        it("has its psql outside PATH", async () => {
          const host = await play(shell, target);
          // Nothing is in PATH, even where this machine has one.
          const find = `${needing("postgres")} command() { :; }; find_psql; printf %s "$PSQL"`;
          assert.equal((await host.script(find)).stdout, host.path(target.psql ?? ""));
          await host.remove();
        });

      it("gets a role on each of two instances, and loses it again", async () => {
        const host = await play(shell, target);
        const args = [
          "role=health_check_user",
          "database=ACD:5432",
          "database=Reports:5433",
          "sms=10.0.0.11",
        ];
        const verifier = `SCRAM-SHA-256$4096:${"a".repeat(22)}==$${"b".repeat(43)}=:${"c".repeat(43)}=`;
        const up = await host.step(
          "database",
          "apply",
          args,
          `password=Only-4_tests\nverifier=${verifier}\n`,
        );
        assert.equal(up.status, 0, up.stderr);
        for (const port of [5432, 5433]) assert.equal(await host.read(`role.${port}`), `t|${verifier}\n`);
        for (const hba of [target.hba, "second/pg_hba.conf"])
          assert.match(
            await host.read(hba),
            /^# BEGIN n2acd-ha[^]*10\.0\.0\.11\/32[^]*# END n2acd-ha\nlocal/,
          );
        const down = await host.step("database", "undo", args);
        assert.equal(down.status, 0, down.stderr);
        for (const hba of [target.hba, "second/pg_hba.conf"])
          assert.equal(await host.read(hba), "local all postgres peer\n");
        for (const port of [5432, 5433]) assert.equal(await host.read(`role.${port}`), "");
        await host.remove();
      });
    });
  }
}
