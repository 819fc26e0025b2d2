// Hosts from dev/cluster.sh with HAProxy's package on them, and the calls of the steps under test.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { container, local, type TestHost } from "../exec.ts";
import { mustRun, pushToolkit, runStep, type Call } from "../steps/steps.ts";

const cluster = fileURLToPath(new URL("../../../dev/cluster.sh", import.meta.url));

export interface Front {
  readonly host: TestHost;
  readonly address: string;
  remove(): Promise<void>;
}

/** A fresh FE host with the packages; port 80, 81 and 7000 open. `net` is a /24 prefix of its own, `more` is for dev/cluster.sh's environment. */
export async function makeFront(
  name: string,
  net: string,
  flavour: "apt" | "dnf",
  more: Readonly<Record<string, string>> = {},
): Promise<Front> {
  const manage = async (...words: string[]) => {
    const { status, stderr } = await local([
      ...["env", `NODES=fe-01:${flavour}`, ...Object.entries(more).map(([key, value]) => `${key}=${value}`)],
      ...["sh", cluster, ...words],
    ]);
    if (status !== 0) throw new Error(`dev/cluster.sh ${words.join(" ")}: ${stderr}`);
  };
  await manage("down", name);
  await manage("up", name, net);
  const host = container(`${name}-fe-01`);
  await host.run(`n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
    do n=$((n + 1)); [ $n -lt 120 ] || exit 1; sleep 0.5; done
    timeout 60 systemctl is-system-running --wait >/dev/null || true
    for port in 80 81 7000; do firewall-cmd -q --add-port=$port/tcp; done`);
  await pushToolkit(host);
  await mustRun(host, packages, "apply");
  return { host, address: `${net}.21`, remove: () => manage("down", name) };
}

export const packages: Call = {
  step: "packages",
  args: ["haproxy", "socat", "curl"].map((name) => `package=${name}`),
};

export function fixture(name: string): Promise<string> {
  return readFile(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
}

export const workerPid =
  "echo 'show info' | socat - UNIX-CONNECT:/run/haproxy.sock-admin | sed -n 's/^Pid: //p'";

/** What the step said as it failed; a step that did not fail is an error. */
export async function mustFail(host: TestHost, call: Call): Promise<string> {
  const { status, stderr } = await runStep(host, call, "apply");
  if (status !== 1) throw new Error(`${host.name}: ${call.step} ended with status ${status}\n${stderr}`);
  return stderr;
}

/** Meanwhile the host itself cannot reach the stats page, which a step notices once HAProxy serves, and not on trial. */
export async function withoutStats(host: TestHost, during: () => Promise<void>): Promise<void> {
  await host.run(
    "nft 'table inet n2dev { chain input { type filter hook input priority -300; iif lo tcp dport 7000 reject; }; }'",
  );
  try {
    await during();
  } finally {
    await host.run("nft delete table inet n2dev");
  }
}

/** The process behind a port, as ss names it. */
export async function owner(host: TestHost, port: number): Promise<string> {
  const listeners = await host.run(`ss -Hltnp 'sport = :${port}'`);
  return /"([^"]+)"/.exec(listeners)?.[1] ?? "";
}
