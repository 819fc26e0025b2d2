// The steps of one SMS node and of one front end, each a machine of its own, in their order.
import { scramVerifier } from "../../../lib/scram.ts";
import { profiles } from "../../../lib/failover.ts";
import { guardHold, guardLease } from "../../../lib/guard.ts";
import { renderFe } from "../../../lib/haproxy/fe.ts";
import { renderMetrics } from "../../../lib/haproxy/metrics.ts";
import type { FeModel, SmsModel } from "../../../lib/haproxy/model.ts";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { renderTls } from "../../../lib/haproxy/tls.ts";
import { peersPem } from "../../../lib/peersKey.ts";
import { fe, sms } from "../haproxy/models.ts";
import type { Call } from "../steps/steps.ts";
import { jarvis } from "../stack/hosts.ts";
import { outside, own } from "./machine.ts";

/** A step as it runs once, with a title that tells it from other runs of the same step. */
export interface Stage extends Call {
  readonly title: string;
}

export const kinds = ["sms", "fe"] as const;
export type Kind = (typeof kinds)[number];

interface Passwords {
  readonly role: string;
  readonly stats: string;
}
const first: Passwords = { role: "Only-4_tests", stats: "first" };
const second: Passwords = { role: "Another-4_tests", stats: "second" };

/** Where a front end finds Jarvis, outside of its machine. */
export const jarvisPort = 47_080;
const metricsPort = 8405;
const guardPort = 10_001;
/** An address in the machine's network that nobody has. */
const virtual = "10.0.2.80/24";
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPlPWDRxlmtB9Wqe7EJBd7nnKMpUHMVRcHdUVi2zJ8Vx";

/** All stages of that kind of node. */
export function stagesOf(kind: Kind): Stage[] {
  const stages = kind === "sms" ? smsStages() : feStages();
  return stages.map((stage) => ({ title: stage.step, ...stage }));
}

type Untitled = Call & { readonly title?: string };

function smsStages(): Untitled[] {
  const model: SmsModel = {
    ...sms,
    smsNodes: [{ name: "sms-01", address: own }],
    // An emulated processor is slow.
    failover: { ...profiles.fast, checkTimeout: 5000 },
    alive: true,
  };
  const secretsArgs = [`local_peer=${own}`];
  return [
    {
      step: "ready",
      args: ["role=sms", "port=5432", `address=${own}`, "agent=bundled", "guard=yes", "keepalived=yes"],
    },
    packages("haproxy", "socat", "curl", "keepalived"),
    database(first),
    {
      step: "firewall",
      args: ["open=7000", "open=15432", `allow=25432:${outside}`, `allow=5432:${outside}`, `vrrp=10.0.2.16`],
    },
    agent(first),
    {
      step: "guard",
      args: [
        ...[
          "node=sms-01",
          `listen=${own}`,
          `port=${guardPort}`,
          "role=health_check_user",
          "database=ACD:5432",
        ],
        `lease=${guardLease(model.failover)}`,
        `hold=${guardHold(model.failover)}`,
      ],
      input: `password=${first.role}\nkey=${"k".repeat(32)}\n`,
    },
    secrets(first, secretsArgs, peersPem("only for tests")),
    {
      step: "haproxy",
      args: [`local_peer=${own}`, "listen=Postgres-ACD:15432", "agent=bundled", "stats=7000"],
      input: renderSms(model),
    },
    {
      step: "jarvis",
      args: [
        `file=${jarvis.configFile}`,
        `match=${jarvis.match}`,
        `set=${jarvis.set}`,
        `service=${jarvis.service}`,
      ],
    },
    metrics(model, [`local_peer=${own}`]),
    vip(["alive=http://127.0.0.1:7000/n2acd-ha-alive", "port=15432", "apache=80"]),
    status("sms", ["database ACD 5432"]),
    { step: "retire", args: [], input: "1\n" },
    { title: "database with a new password", ...database(second) },
    { title: "agent with a new password", ...agent(second) },
    {
      title: "haproxy-secrets with a new password",
      ...secrets(second, secretsArgs, peersPem("only for tests")),
    },
  ];
}

function feStages(): Untitled[] {
  const tls = { port: 443, apachePort: 444 };
  const model: FeModel = {
    ...fe,
    smsNodes: [{ name: "sms-01", address: outside }],
    failover: { ...profiles.fast, checkTimeout: 5000 },
    alive: true,
    jarvis: { ...fe.jarvis, port: jarvisPort },
    tls,
  };
  return [
    { step: "ready", args: ["role=fe", "keepalived=yes"] },
    packages("haproxy", "socat", "curl", "keepalived"),
    { step: "firewall", args: ["open=80", "open=443", "open=7000", "vrrp=10.0.2.16"] },
    secrets(first, []),
    {
      step: "web",
      args: ["listen=80", "apache=81", "https=443", `path=${model.jarvis.path}`, "stats=7000"],
      input: renderFe(model),
    },
    {
      step: "tls",
      args: ["listen=443", "apache=444", `path=${model.jarvis.path}`],
      input: renderTls(model, tls),
    },
    metrics(model, []),
    vip(["alive=http://127.0.0.1:80/n2acd-ha-alive", "port=80", "apache=81"]),
    status("fe", ["request apache 80 /"]),
    { step: "retire", args: [], input: "1\n" },
    { title: "haproxy-secrets with a new password", ...secrets(second, []) },
  ];
}

function packages(...names: readonly string[]): Call {
  return { step: "packages", args: names.map((name) => `package=${name}`) };
}

function database({ role }: Passwords): Call {
  const verifier = scramVerifier(role, Buffer.from("0123456789abcdef"));
  return {
    step: "database",
    args: ["role=health_check_user", "database=ACD:5432", `sms=${own}`, `sms=${outside}`, "agent=bundled"],
    input: `password=${role}\nverifier=${verifier}\n`,
  };
}

function agent({ role }: Passwords): Call {
  return {
    step: "agent",
    args: ["kind=bundled", "patience=2750", `listen=${own}`, "check=5432:25432"],
    input: `password=${role}\n`,
  };
}

function secrets({ stats }: Passwords, args: readonly string[], pem = ""): Call {
  return { step: "haproxy-secrets", args, input: renderSecrets({ user: "admin", password: stats }) + pem };
}

function metrics(model: SmsModel | FeModel, more: readonly string[]): Call {
  return {
    step: "metrics",
    args: [`at=127.0.0.1:${metricsPort}`, ...more],
    input: renderMetrics({ ...model, metrics: { bind: "*", port: metricsPort } }),
  };
}

function vip(more: readonly string[]): Call {
  return { step: "vip", args: [`own=${own}`, "peer=10.0.2.16", `vip=web,51,200,${virtual}`, ...more] };
}

function status(kind: Kind, commands: readonly string[]): Call {
  const question = { node: `${kind}-01`, kind };
  return {
    step: "status",
    args: [`key=${key}`],
    input: `${[JSON.stringify(question), ...commands].join("\n")}\n`,
  };
}
