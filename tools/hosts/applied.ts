import { z } from "zod";
import { type Application, applicationOf } from "../../steps/command.ts";
import { ready } from "../../steps/ready.ts";

/** What a stack applied last with one step, according to its state. */
export interface AppliedStep extends Pick<Application, "step" | "words"> {
  /** What the step received on stdin; it may contain secrets. */
  readonly stdin: string;
}

/** How the stack logs in to a host. */
export type Login = z.output<typeof Login>;

/** A host, and the steps that the stack applied there, in their order. */
export interface AppliedHost {
  readonly name: string;
  readonly login: Login;
  readonly sudo: boolean;
  readonly steps: readonly AppliedStep[];
}

const Hop = z.object({
  host: z.string(),
  port: z.number().default(22),
  user: z.string().default("root"),
  privateKey: z.string().optional(),
  hostKey: z.string().optional(),
});
export const Login = Hop.extend({ proxy: Hop.optional() });
const Exported = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          type: z.string(),
          inputs: z.record(z.string(), z.unknown()).optional(),
          retainOnDelete: z.boolean().default(false),
        }),
      )
      .default([]),
  }),
});
const Command = z.object({ connection: Login, create: z.string(), stdin: z.string().default("") });

/**
 * The hosts of a stack, with what was applied to each last. Hosts that were declared lost are left out.
 *
 * @param exported what `pulumi stack export --show-secrets` prints.
 */
export function appliedHosts(exported: string): AppliedHost[] {
  const hosts = new Map<string, { login: Login; sudo: boolean; steps: AppliedStep[] }>();
  for (const { type, inputs, retainOnDelete } of Exported.parse(JSON.parse(exported)).deployment.resources) {
    if (type !== "command:remote:Command" || retainOnDelete) continue;
    const { connection, create, stdin } = Command.parse(opened(inputs));
    const applied = applicationOf(create);
    if (applied === undefined) continue;
    const { host: name, sudo, step, words } = applied;
    const host = hosts.get(name) ?? { login: connection, sudo, steps: [] };
    // The stdin of `ready` is the toolkit, which is compared by checksums.
    host.steps.push({ step, words, stdin: step === ready.name ? "" : stdin });
    hosts.set(name, host);
  }
  return [...hosts].map(([name, host]) => ({ name, ...host }));
}

const signature = "4dabf18193072939515e22adb298388d";

/** The same value, with every secret in plain text. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (signature in fields && typeof fields["plaintext"] === "string") {
    return opened(JSON.parse(fields["plaintext"]));
  }
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, opened(inner)]));
}
