// An SMS node with many faults at once: all of them are named in one run, and nothing is written.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { local } from "../../../support/exec.ts";
import { PlayedHost } from "../../../support/steps/played.ts";
import { shells } from "../../../support/steps/steps.ts";
import { readAnswer } from "../../../../tools/checkHosts/answer.ts";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";

const good = {
  "dpkg-query": `case "$*" in *Status*) echo installed ;; *) exit 1 ;; esac`,
  dpkg: "echo amd64",
  "apt-get": "exit 1",
  systemctl: `case "$*" in *LoadState*masked*) echo masked ;; *LoadState*) echo not-found ;; is-active*) exit 3 ;; esac`,
  ip: "printf '1: lo inet 127.0.0.1/8 scope host lo\\n2: eth0 inet 10.0.0.11/24 scope global\\n'",
  getent: `case "$2" in sms-01) echo '10.0.0.11 STREAM' ;; sms-02) echo '10.0.0.12 STREAM' ;; *) exit 2 ;; esac`,
  runuser: `shift 3; exec "$@"`,
  psql: `case "$(cat)" in
    *server_version_num*) echo 150008 ;;
    *'SHOW hba_file'*) echo "$ROOT/pg_hba.conf" ;;
    *pg_hba_file_rules*) ;;
    *shobj_description*) ;;
    *'count(*) FROM pg_roles'*) echo 0 ;;
    *max_connections*) echo 197 ;;
    *) echo f ;; esac`,
  df: "printf 'Filesystem 1024-blocks Used Available Capacity Mounted\\n/dev/vda1 9000000 0 5000000 1%% /\\n'",
  "firewall-cmd": "exit 252",
  busctl: "exit 1",
  ufw: "echo 'Status: inactive'",
  sudo: "",
};
type Answers = Partial<Record<keyof typeof good, string>>;

const steps = [
  [
    "ready",
    "role=sms port=5432 address=sms-01 user=health_check_user sms=sms-01 sms=sms-02 service=pgsqlchk",
  ],
  ["packages", "package=haproxy"],
  ["database", "database=ACD:5432 sms=sms-01 sms=sms-02"],
  ["firewall", "open=15432 allow=5432:sms-02"],
  ["jarvis", "file=/JARVIS 'match=^[a-z]+\\.url=' set=primary.url=new"],
] as const;

/** What that host says. Its files are as before. */
async function ask(shell: (typeof shells)[number], answers: Answers, files: Record<string, string> = {}) {
  const host = await PlayedHost.make(shell, { ...good, ...answers });
  try {
    await host.write("etc/os-release", 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n');
    await host.write("pg_hba.conf", "local all postgres peer\n");
    await host.write("jarvis.conf", "a=1\nprimary.url=jdbc:postgresql://localhost:5432/acd\n");
    await local(["chown", "-R", "root:root", host.path("")]);
    for (const [path, text] of Object.entries(files)) await host.write(path, text);
    const planned = steps.map(([step, words]) => ({
      step,
      words: `host=sms-01 postgres_user=root ${words}`.replace("/JARVIS", host.path("jarvis.conf")),
      config: "",
    }));
    const before = await snapshot(host.path(""));
    const { stdout, stderr } = await host.script(scriptFor("sms", planned));
    assert.equal(await snapshot(host.path("")), before, "something was written");
    const answer = readAnswer(stdout);
    assert.ok(answer.whole, stderr);
    return answer;
  } finally {
    await host.remove();
  }
}

async function snapshot(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const { stdout } = await local([
    "stat",
    "-c",
    "%n %a %U %s %y %z",
    ...names.map((name) => join(folder, name)),
    "/tmp/.",
  ]);
  // Other tests work in /tmp.
  return stdout.replace(/^\/tmp\/\..*\n/m, "");
}

const active = (text: string): string => `[ "$5" = state ] && echo 's "RUNNING"' && exit
  case "$5" in getDefaultZone) echo 's "public"' ;; getActiveZones) echo '${text}' ;; getPorts) echo 'a(ss) 0' ;;
    getRichRules) echo 'as 0' ;; getZoneByName) echo 'o "/org/fedoraproject/FirewallD1/config/zone/7"' ;; esac`;

/** Each fault by itself as well as with all others: what is said of it. */
const faults: readonly {
  readonly name: string;
  readonly answers?: Answers;
  readonly files?: Record<string, string>;
  readonly says: RegExp;
}[] = [
  {
    name: "03: the zone has no interface",
    answers: {
      ip: "echo '2: ens192 inet 10.0.0.11/24 scope global'",
      "firewall-cmd": "",
      busctl: active('a{sa{sas}} 1 "internal" 1 "interfaces" 1 "ens192"'),
    },
    says: /^problem firewall: firewalld's zone public has no interface and no source here/m,
  },
  {
    name: "07: the node's own name is its loopback",
    answers: {
      getent: `case "$2" in sms-01) echo '127.0.1.1 STREAM' ;; sms-02) echo '10.0.0.12 STREAM' ;; *) exit 2 ;; esac`,
    },
    says: /^problem ready: sms-01 resolves to the loopback address here/m,
  },
  {
    name: "10: two lines may be Jarvis's, and no password is shown",
    files: {
      "jarvis.conf":
        "primary.url=jdbc:postgresql://localhost:5432/acd?password=example1\nreport.url=jdbc:postgresql://localhost:5432/rep?password=example2\n",
    },
    says: /^problem jarvis: jarvis\.match fits more than one line of \S+, by number: 1; 2/m,
  },
  {
    name: "22: a line of an included file that PostgreSQL does not take",
    answers: {
      psql: good.psql.replace(
        "*pg_hba_file_rules*) ;;",
        "*pg_hba_file_rules*) echo '/etc/postgresql/hba.d/20-broken.conf, line 1: invalid CIDR mask' ;;",
      ),
    },
    says: /^problem database: PostgreSQL on port 5432 does not accept \/etc\/postgresql\/hba\.d\/20-broken\.conf, line 1/m,
  },
  {
    name: "23: Patroni writes pg_hba.conf",
    files: {
      "pg_hba.conf":
        "# Do not edit this file manually!\n# It will be overwritten by Patroni!\nlocal all all peer\n",
    },
    says: /^warning ready: Patroni rewrites \S+/m,
  },
  {
    name: "24: sudo writes down what it gets",
    answers: { sudo: "echo 'Matching Defaults entries for deploy: log_input'" },
    says: /^warning ready: sudo here has log_input for deploy/m,
  },
  {
    name: "no room",
    answers: { df: "printf 'F\\n/dev/vda1 9 0 4096 1%% /\\n'" },
    says: /^problem ready: \/var has 4 MB free/m,
  },
  {
    name: "a masked agent",
    answers: {
      systemctl: `case "$*" in *LoadState*pgsqlchk*) echo masked ;; *LoadState*) echo not-found ;; is-active*) exit 3 ;; esac`,
    },
    says: /^problem ready: pgsqlchk\.service is masked here/m,
  },
  {
    name: "a package that no repository has",
    answers: {
      "dpkg-query": "exit 1",
      "apt-get": "echo 'E: Unable to locate package haproxy'; exit 100",
    },
    files: { "var/lib/apt/lists/deb_Packages": "" },
    says: /^problem packages: apt could not install haproxy: E: Unable to locate package haproxy/m,
  },
];

function told({ problems, warnings, changes, unknowns }: Awaited<ReturnType<typeof ask>>): string {
  const all = { problem: problems, warning: warnings, change: changes, unknown: unknowns };
  return Object.entries(all)
    .flatMap(([kind, list]) => list.map(({ step, text }) => `${kind} ${step}: ${text}`))
    .join("\n");
}

process.env["SUDO_USER"] = "deploy";
for (const shell of shells) {
  describe(`an SMS node before up, under ${shell}`, () => {
    it("has nothing in the way when it is good, also with haproxy held (04), and says what up would change", async () => {
      const said = told(await ask(shell, {}));
      assert.doesNotMatch(said, /^(problem|warning|unknown)/m);
      assert.match(said, /^change database: admits the role health_check_user from the SMS nodes/m);
      assert.match(said, /^change database: creates the role health_check_user on port 5432/m);
      assert.match(said, /^change jarvis: writes 'primary\.url=new' as line 2 of /m);
      assert.doesNotMatch(said, /change packages/);
    });

    for (const { name, answers, files, says } of faults)
      it(`names ${name}`, async () => {
        assert.match(told(await ask(shell, answers ?? {}, files)), says);
      });

    it("names all of them in one run", async () => {
      const answers = Object.assign({}, ...faults.map((fault) => fault.answers ?? {})) as Answers;
      const files = Object.assign({}, ...faults.map((fault) => fault.files ?? {})) as Record<string, string>;
      const said = told(await ask(shell, answers, files));
      for (const { name, says } of faults) assert.match(said, says, `${name} is not named in\n${said}`);
      assert.doesNotMatch(said, /example[12]/);
    });
  });
}
