// A small host: the real Apache and HAProxy of this machine in namespaces of their own, with the files of a fresh Debian, and a
// network in which a client has other addresses. No container, and ready within a second.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { local, quote, testHost, type TestHost } from "../../exec.ts";
import { pushToolkit } from "../../steps/steps.ts";

const here = import.meta.dirname;
const packages = join(here, "../../../../scripts/apt-packages.sh");

export interface SmallHost {
  readonly host: TestHost;
  /** curl on the client, from that address of its own or its usual one; gives its stdout. */
  ask(url: string, options?: readonly string[], from?: string): Promise<string>;
  /** Writes a file of the host, with its folder. */
  write(path: string, text: string): Promise<void>;
  /** Apache reads its files anew, and has done so. */
  apache(): Promise<void>;
  remove(): Promise<void>;
}

/** The host's addresses, and the client's: one in the same network, one from elsewhere. */
export const at = { own: "10.77.0.21", second: "10.77.0.22", v6: "2001:db8:77::21" } as const;
export const from = { near: "10.77.0.99", far: "203.0.113.9", v6: "2001:db8:77::99" } as const;

let made = 0;

/** A network that several small hosts share; see `smallNetwork`. */
export interface SmallNetwork {
  /** Its namespace, in which clients are as well. */
  readonly clients: string;
  remove(): Promise<void>;
}

/** A host of such a network. */
export interface Place {
  readonly network: SmallNetwork;
  readonly name: string;
  readonly address: string;
  readonly v6: string;
}

/** A switch, in a namespace that has the clients' addresses `from.near` and `from.v6`. */
export async function smallNetwork(): Promise<SmallNetwork> {
  made += 1;
  const clients = `n2s${process.pid}-${made}n`;
  await must([
    "sh",
    "-c",
    `set -e; ip netns add ${clients}; ip -n ${clients} link set lo up
    ip -n ${clients} link add br0 type bridge; ip -n ${clients} link set br0 up
    ip -n ${clients} addr add ${from.near}/24 dev br0; ip -n ${clients} addr add ${from.v6}/64 dev br0 nodad`,
  ]);
  return {
    clients,
    remove: async () => {
      await local(["ip", "netns", "del", clients]);
    },
  };
}

/** Apache runs and is asked on port 80, unless `ports` says otherwise. */
export async function smallHost(
  files: Readonly<Record<string, string>> = {},
  place?: Place,
): Promise<SmallHost> {
  await must([packages, "apache2", "haproxy", "socat", "curl", "iproute2", "util-linux"]);
  const folder = await mkdtemp(join(tmpdir(), "n2acd-small-"));
  await chmod(folder, 0o755);
  made += 1;
  const net = `n2s${process.pid}-${made}h`;
  const clients = place?.network.clients ?? `n2s${process.pid}-${made}c`;
  await cp("/etc", join(folder, "etc"), { recursive: true, verbatimSymlinks: true });
  await mkdir(join(folder, "bin"), { recursive: true });
  await copyFile(join(here, "systemctl"), join(folder, "bin/systemctl"));
  await copyFile(join(here, "journalctl"), join(folder, "bin/journalctl"));
  for (const [path, text] of Object.entries({ "var/www/html/index.html": "main\n", ...files }))
    await put(join(folder, path), text);
  await must(["sh", "-c", place === undefined ? network(net, clients) : joining(net, place)]);
  const init = spawn(
    "ip",
    [
      ...["netns", "exec", net, "unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child"],
      ...["--mount-proc", "sh", join(here, "init.sh"), folder],
    ],
    { stdio: "inherit" },
  );
  for (let tries = 0; (await stat(join(folder, "ready")).catch(() => undefined)) === undefined; tries += 1) {
    if (init.exitCode !== null || tries > 200) throw new Error("the small host does not start");
    await pause(20);
  }
  const pid = await childOf(init);
  const path = `${folder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const host = testHost(place?.name ?? "fe-01", (command) => [
    ...["nsenter", "-t", pid, "-m", "-p", "-n", "-u", "env", "-i", `PATH=${path}`, "sh", "-c", command],
  ]);
  await pushToolkit(host);
  // Without systemd there are no control groups: a process is its unit's by its name.
  await host.run(
    `echo 'process_unit() { printf "%s.service" "$(cat /proc/$1/comm)"; }' >>/var/lib/n2acd-ha/toolkit/lib/listeners.sh`,
  );
  const small: SmallHost = {
    host,
    ask: async (url, options = [], address = from.near) => {
      const curl = ["curl", "-s", "-g", "-m", "10", "--interface", address, ...options, url];
      return (await local(["ip", "netns", "exec", clients, ...curl])).stdout;
    },
    write: (path, text) => put(join(folder, path), text),
    apache: async () => {
      await host.run("apachectl -t 2>/dev/null; systemctl restart apache2; sleep 0.2");
    },
    remove: async () => {
      init.kill("SIGKILL");
      await local(["kill", "-9", pid]);
      await pause(100);
      for (const each of place === undefined ? [net, clients] : [net])
        await local(["ip", "netns", "del", each]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await small.apache();
  return small;
}

function network(net: string, clients: string): string {
  const [inside, outside] = [`ip -n ${net}`, `ip -n ${clients}`];
  return `set -e; ip netns add ${net}; ip netns add ${clients}
    ip link add eth0 netns ${net} type veth peer name eth0 netns ${clients}
    for each in "${inside}" "${outside}"; do $each link set lo up; $each link set eth0 up; done
    ${inside} addr add ${at.own}/24 dev eth0; ${inside} addr add ${at.second}/24 dev eth0
    ${inside} addr add ${at.v6}/64 dev eth0 nodad; ${inside} route add ${from.far} dev eth0
    ${outside} addr add ${from.near}/24 dev eth0; ${outside} addr add ${from.far}/32 dev eth0
    ${outside} addr add ${from.v6}/64 dev eth0 nodad`;
}

/** The host's end is `eth0`; the switch's end has the host's name. */
function joining(net: string, { network: { clients }, name, address, v6 }: Place): string {
  return `set -e; ip netns add ${net}
    ip link add eth0 netns ${net} type veth peer name ${name} netns ${clients}
    ip -n ${clients} link set ${name} master br0 up; ip -n ${net} link set lo up; ip -n ${net} link set eth0 up
    ip -n ${net} addr add ${address}/24 dev eth0; ip -n ${net} addr add ${v6}/64 dev eth0 nodad`;
}

/** The process in the new PID namespace. */
async function childOf(init: ChildProcess): Promise<string> {
  const parent = String(init.pid);
  const { stdout } = await local(["sh", "-c", `cat /proc/${parent}/task/${parent}/children`]);
  const child = stdout.trim().split(" ")[0] ?? "";
  if (child === "") throw new Error("the small host has no first process");
  return child;
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
}

async function must(argv: readonly string[]): Promise<void> {
  const { status, stderr } = await local(argv);
  if (status !== 0) throw new Error(`${argv.map(quote).join(" ")}: ${stderr}`);
}
