// A pair of SMS hosts from dev/cluster.sh, and the calls that set up a node as far as these steps go.
import { fileURLToPath } from "node:url";
import { scramVerifier } from "../../../lib/scram.ts";
import { container, local, type TestHost } from "../exec.ts";
import { pushToolkit, type Call } from "./steps.ts";

const cluster = fileURLToPath(new URL("../../../dev/cluster.sh", import.meta.url));

export interface Pair {
  readonly primary: TestHost;
  readonly standby: TestHost;
  readonly addresses: readonly [string, string];
  remove(): Promise<void>;
}

/** Tells apart runs on one machine at the same time: a number from 0 to 40. What a run left behind, the next one removes. */
const run = Number(process.env["N2ACD_TEST_RUN"] ?? 0);

/** Two fresh hosts, one of each flavour, the toolkit on them. `net` is a /24 prefix of their own, within 10.213. */
export async function makePair(title: string, net213: string): Promise<Pair> {
  const name = run === 0 ? title : `${title}-${run}`;
  const net = net213.replace(/^10\.213\./, `10.${213 + run}.`);
  const nodes = process.env["N2ACD_TEST_NODES"] ?? "sms-01:apt sms-02:dnf";
  const manage = async (...words: string[]) => {
    const { status, stderr } = await local(["env", `NODES=${nodes}`, "sh", cluster, ...words]);
    if (status !== 0) throw new Error(`dev/cluster.sh ${words.join(" ")}: ${stderr}`);
  };
  await manage("down", name);
  await manage("up", name, net);
  const pair = {
    primary: container(`${name}-sms-01`),
    standby: container(`${name}-sms-02`),
    addresses: [`${net}.11`, `${net}.12`] as const,
    remove: () => manage("down", name),
  };
  for (const host of [pair.primary, pair.standby]) {
    await host.run(settled);
    // Every EL host has this folder; rpm would leave it behind on one that had not.
    await host.run("! command -v httpd >/dev/null || mkdir -p /etc/sysconfig");
    await pushToolkit(host);
  }
  return pair;
}

// A host that lets sshd up serves; systemd may still be settling then.
const settled = `n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
  do n=$((n + 1)); [ $n -lt 120 ] || { systemctl --failed; exit 1; }; sleep 0.5; done; timeout 60 systemctl is-system-running --wait >/dev/null || true`;

export const password = "Only-4_tests";
export const verifier = scramVerifier(password, Buffer.from("0123456789abcdef"));

/** In the order in which they are applied. */
export function smsCalls(pair: Pair, host: TestHost, secret = password): Call[] {
  const own = host === pair.primary ? pair.addresses[0] : pair.addresses[1];
  const proof = scramVerifier(secret, Buffer.from("0123456789abcdef"));
  return [
    { step: "ready", args: ["role=sms", "port=5432", `address=${own}`] },
    { step: "packages", args: ["haproxy", "socat", "curl", "n2pg-aux"].map((name) => `package=${name}`) },
    {
      step: "database",
      args: [
        "role=health_check_user",
        "database=ACD:5432",
        ...pair.addresses.map((address) => `sms=${address}`),
      ],
      input: `password=${secret}\nverifier=${proof}\n`,
    },
    {
      step: "firewall",
      args: [
        "open=7000",
        "open=15432",
        ...pair.addresses.flatMap((a) => [`allow=25432:${a}`, `allow=5432:${a}`]),
      ],
    },
    {
      step: "agent",
      args: ["service=pgsqlchk", "config=/etc/psqlchk/config.json", `listen=${own}`, "check=5432:25432"],
      input: `password=${secret}\n`,
    },
  ];
}
