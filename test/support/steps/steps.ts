// The toolkit on a test host, and its steps run there.
import { fileURLToPath } from "node:url";
import { local, quote, type Outcome, type TestHost } from "../exec.ts";

export const toolkit = fileURLToPath(new URL("../../../assets/scripts", import.meta.url));
const remote = "/var/lib/n2acd-ha/toolkit";

/** Shell text that loads these modules as a step does. The journal's folder is N2ACD_STATE, if that is set. */
export function needing(...modules: readonly string[]): string {
  return `TOOLKIT=${quote(toolkit)}; . "$TOOLKIT/lib/start.sh"; need ${modules.join(" ")};`;
}

export const shells = ["dash", "bash"] as const;
export type Shell = (typeof shells)[number];

/** Puts the toolkit where the gate puts it. */
export async function pushToolkit(host: TestHost): Promise<void> {
  const { stdout } = await local(["sh", "-c", `tar -C ${quote(toolkit)} -cz . -C .. agent guard | base64`]);
  await host.run(`mkdir -p ${remote} && base64 -d | tar -C ${remote} -xz --no-same-owner`, { input: stdout });
}

export interface Call {
  readonly step: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** One step, as the program runs it; `before` is shell text in front of it, such as a timeout. */
export function runStep(
  host: TestHost,
  { step, args, input }: Call,
  action: "apply" | "undo",
  { shell = "dash", before = "" }: { shell?: Shell; before?: string } = {},
): Promise<Outcome> {
  const words = [shell, `${remote}/step.sh`, step, action, `host=${host.name}`, ...args];
  return host.exec(`${before} ${words.map(quote).join(" ")}`, {
    input: action === "apply" ? (input ?? "") : "",
  });
}

/** The step, which has to succeed; gives what it said, without the host's name. */
export async function mustRun(
  host: TestHost,
  call: Call,
  action: "apply" | "undo",
  how: { shell?: Shell; before?: string } = {},
): Promise<string[]> {
  const { status, stderr } = await runStep(host, call, action, how);
  if (status !== 0) throw new Error(`${host.name}: ${call.step} ${action}: status ${status}\n${stderr}`);
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(`${host.name}: ${call.step}: `, ""));
}
