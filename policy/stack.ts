// Rules that only all resources together can break.
import { agent } from "../steps/agent.ts";
import { applicationOf } from "../steps/command.ts";
import { database } from "../steps/database.ts";
import { toldOf } from "../steps/definition.ts";
import { firewall } from "../steps/firewall.ts";
import type { Command } from "./step.ts";

/** An agent that anybody can reach reveals the topology, and takes a check's port away from HAProxy. */
export function openAgents(commands: readonly Command[]): string[] {
  const applied = commands.map(({ create }) => applicationOf(create)).filter((each) => each !== undefined);
  const inside = new Map<number, string>();
  for (const each of applied) {
    for (const { checkPort } of toldOf(agent, [each])?.check ?? []) inside.set(checkPort, "an agent's");
    for (const { port } of toldOf(database, [each])?.database ?? []) inside.set(port, "PostgreSQL's own");
  }
  return applied.flatMap((each) =>
    (toldOf(firewall, [each])?.open ?? [])
      .filter((port) => inside.has(port))
      .map((port) => `${each.host}: port ${port}, ${inside.get(port) ?? ""}, is open to everybody`),
  );
}

/** With a single SMS node there is no node to fail over to. */
export function loneSmsNode(names: readonly string[]): string[] {
  return names.length === 1 ? [`${names[0] ?? ""} is the only SMS node: two or more are needed`] : [];
}
