// Rules that only all resources together can break.
import { type Command, stepOf, words } from "./step.ts";

/** An agent that anybody can reach tells the topology, and takes a check's port away from HAProxy. */
export function openAgents(commands: readonly Command[]): string[] {
  const inside = new Map<string, string>();
  for (const command of commands) {
    const step = stepOf(command);
    if (step === "agent") for (const port of second(words(command, "check"))) inside.set(port, "an agent's");
    if (step === "database")
      for (const port of second(words(command, "database"))) inside.set(port, "PostgreSQL's own");
  }
  return commands
    .filter((command) => stepOf(command) === "firewall")
    .flatMap((command) =>
      words(command, "open")
        .filter((port) => inside.has(port))
        .map(
          (port) =>
            `${words(command, "host")[0] ?? ""}: port ${port}, ${inside.get(port) ?? ""}, is open to everybody`,
        ),
    );
}

/** With one there is nothing to fail over to. */
export function loneSmsNode(names: readonly string[]): string[] {
  return names.length === 1 ? [`${names[0] ?? ""} is the only SMS node: two or more are needed`] : [];
}

function second(pairs: readonly string[]): string[] {
  return pairs.flatMap((pair) => pair.split(":").slice(1));
}
