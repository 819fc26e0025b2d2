// The one end state that all tools have to reach, read on the hosts and tested from outside.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../test/support/cluster.ts";
import { configurationsOf } from "./configurations.ts";
import type { Hosts, Node, Site } from "./hosts.ts";

type State = Readonly<Record<string, string>>;

/** @throws Error that lists every difference of every host from the state after a converge. */
export async function assertConverged(hosts: Hosts, site: Site): Promise<void> {
  await assertStates(hosts, site, (node) =>
    site.sms.includes(node) ? wantedSms(site, node) : wantedFe(site),
  );
  const [primary] = site.sms;
  for (const { name, address } of site.sms) {
    const query = `PGPASSWORD=jarvis PGCONNECT_TIMEOUT=5 psql -qXAt -h ${address} -p 15432 -U jarvis acd -c 'SELECT host(inet_server_addr())'`;
    await eventually(primary?.address, async () => (await hosts.on(name).run(query)).trim());
  }
  for (const { name, address } of site.fe) {
    await eventually(`local Apache of ${name}`, () => page(address, "/"));
    await eventually("200", () => code(address, "/n2acd-fe/jarvis-agent"));
  }
}

/** The same for hosts where all was undone. Port 80 is closed again from outside, and curl is removed, so Apache is asked on the host by Python. */
export async function assertUndone(hosts: Hosts, site: Site): Promise<void> {
  await assertStates(hosts, site, (node) => ({
    ...undone,
    ...(site.sms.includes(node) ? undoneSms : {}),
  }));
  const ask =
    "python3 -c 'import urllib.request; print(urllib.request.urlopen(\"http://127.0.0.1/\").read().decode())'";
  for (const { name } of site.fe) {
    await eventually(`local Apache of ${name}`, async () => (await hosts.on(name).run(ask)).trim());
  }
}

async function assertStates(hosts: Hosts, site: Site, wanted: (node: Node) => State): Promise<void> {
  const script = await readFile(join(import.meta.dirname, "state.sh"), "utf8");
  const wrong = await Promise.all(
    [...site.sms, ...site.fe].map(async (node) => {
      const lines = (await hosts.on(node.name).run(`fitted='${fitted.source}'\n${script}`))
        .trimStart()
        .split("\n");
      const pairs = lines
        .map((line) => line.split("\t"))
        .map(([key = "", value = ""]) => [key, value] as const);
      const found: State = Object.fromEntries(pairs);
      return Object.entries(wanted(node)).flatMap(([key, value]) =>
        found[key] === value ? [] : [`${node.name}: ${key}: '${found[key] ?? ""}' in place of '${value}'`],
      );
    }),
  );
  if (wrong.flat().length > 0) throw new Error(wrong.flat().join("\n"));
}

const rules = (...of: readonly string[]): string => of.toSorted().join(" ");

function wantedSms(site: Site, { address }: Node): State {
  const { sms, fe } = site;
  const allowed = rules(
    ...sms.flatMap((node) => [5432, 10000, 25432].map((port) => `${node.address}:${port}`)),
    ...fe.map((node) => `${node.address}:80`),
  );
  const open = rules("7000/tcp", "15432/tcp");
  return {
    ...common(`-L ${address}`),
    "haproxy.cfg": essence(configurationsOf(site).smsConfiguration),
    packages: "haproxy socat curl n2pg-aux",
    pgsqlchk: "enabled active",
    jarvis: "enabled active",
    "jarvis asks": "15432",
    listens: "80 7000 10000 15432 25432",
    ...{ "ports runtime": open, "ports --permanent": open },
    ...{ "rules runtime": allowed, "rules --permanent": allowed },
    role: "t|f|SCRAM-SHA-256",
    "role admitted from": rules("127.0.0.1", "::1", ...sms.map((node) => node.address)),
    "agent is told": `{"database_host":"localhost",password,"webserver_host":"${address}","webservers":[{"target_port":5432,"listen_port":25432}]} 400 pgsqlchk`,
  };
}

function wantedFe(site: Site): State {
  const open = rules("80/tcp", "443/tcp", "7000/tcp");
  return {
    ...common(),
    "haproxy.cfg": essence(configurationsOf(site).feConfiguration),
    packages: "haproxy socat curl",
    listens: "80 81 7000",
    ...{ "ports runtime": open, "ports --permanent": open },
  };
}

function common(...peer: readonly string[]): State {
  const files = "-f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d";
  return {
    "stats login": "1 600",
    "haproxy runs": [
      `/usr/sbin/haproxy -Ws ${files} -p /run/haproxy.pid -S /run/haproxy.sock-master,mode,600`,
      ...peer,
    ].join(" "),
    haproxy: "enabled active",
    apache: "1",
  };
}

const undone: State = {
  "stats login": " ",
  "haproxy runs": "",
  apache: "1",
  packages: "",
  listens: "80",
  ...{ "ports runtime": "", "ports --permanent": "", "rules runtime": "", "rules --permanent": "" },
};

const undoneSms: State = {
  jarvis: "enabled active",
  "jarvis asks": "5432",
  role: "",
  "role admitted from": "",
  "agent is told": " ",
};

/** A hash of the file without empty lines, comments, limits and {@link fitted} lines. `essence` in state.sh does the same on the host. */
function essence(file: string): string {
  const lines = file
    .split("\n")
    .map((line) => line.replace(/\s*#.*/, "").replace(/ maxconn \d+/, ""))
    .filter((line) => line.trim() !== "" && !fitted.test(line));
  return createHash("sha256")
    .update(`${lines.join("\n")}\n`)
    .digest("hex")
    .slice(0, 16);
}

/** The lines that the program's step adapts to its host, and that the rivals leave as they are. sed reads the pattern as well. */
const fitted =
  /default-(bind|server) ssl|http-request (set|add)-header|option accept-|use-server |localhost6|bind \[::\]|http-check send/;

async function page(address: string, path: string): Promise<string> {
  return ((await get(address, path))?.text ?? "").trim();
}

async function code(address: string, path: string): Promise<string> {
  return String((await get(address, path))?.status);
}

/** Uses a new connection: one that stays open would keep HAProxy's workers busy, and with them a tool that waits for their end. */
async function get(address: string, path: string): Promise<{ status: number; text: string } | undefined> {
  const request = { headers: { connection: "close" }, signal: AbortSignal.timeout(5000) };
  try {
    const response = await fetch(`http://${address}${path}`, request);
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}
