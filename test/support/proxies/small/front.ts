// A front end on a small host: Apache as somebody has set it up, asked before and after HAProxy took its port.
import assert from "node:assert/strict";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { fe } from "../../haproxy/models.ts";
import { mustRun, runStep, type Call } from "../../steps/steps.ts";
import { fixture } from "../hosts.ts";
import { at, type SmallHost } from "./host.ts";

export const smsNodes = [{ name: "sms-01", address: "127.0.0.9" }];

/** The step web as the program runs it; Jarvis is not asked for. */
export function web(changes: Partial<typeof fe> = {}, words: readonly string[] = []): Call {
  const model = { ...fe, smsNodes, ...changes };
  return {
    step: "web",
    args: [
      `listen=${model.port}`,
      `apache=${model.apachePort}`,
      ...(model.tls === undefined ? [] : [`https=${model.tls.port}`]),
      "stats=7000",
      ...words,
    ],
    input: renderFe(model),
  };
}

export async function secrets({ host }: SmallHost): Promise<void> {
  await mustRun(host, { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") }, "apply");
}

/** A question: a path, the name that it is asked by, from which address, at which one, with which further options. */
export interface Question {
  readonly path: string;
  readonly name?: string;
  readonly from?: string;
  readonly at?: string;
  readonly options?: readonly string[];
}

/** Status, Location and body of each. */
export async function answers(
  small: SmallHost,
  questions: readonly Question[],
): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const question of questions) {
    const { path, name = "portal.example.net", from, at: to = at.own, options = [] } = question;
    const where = to.includes(":") ? `[${to}]` : to;
    const head = ["-w", "\n%{http_code} %header{location}", "-H", `Host: ${name}`];
    all[JSON.stringify(question)] = await small.ask(`http://${where}${path}`, [...head, ...options], from);
  }
  return all;
}

/** The step's last words; it has to fail, and nothing is touched. */
export async function refused(small: SmallHost, call: Call = web()): Promise<string> {
  const look = "sha256sum $(find /etc -type f) | sort; ss -Hltn | awk '{ print $4 }' | sort";
  const found = await small.host.run(look);
  const { status, stderr } = await runStep(small.host, call, "apply");
  assert.equal(status, 1, stderr);
  assert.equal(await small.host.run(look), found, stderr);
  assert.doesNotMatch(stderr, /hands port|HAProxy: start/);
  return stderr.trim().split("\n").at(-1) ?? "";
}
