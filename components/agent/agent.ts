import * as pulumi from "@pulumi/pulumi";
import { agentCutOff, agentPatience } from "../../lib/agentPatience.ts";
import { keyOfPassword } from "../../lib/agentsKey.ts";
import type { SmsModel } from "../../lib/haproxy/model.ts";
import type { agent as agentStep } from "../../steps/agent.ts";
import type { ArgumentValues } from "../../steps/arguments.ts";
import type { database } from "../../steps/database.ts";
import { bundledVersion } from "../host/toolkit.ts";
import type { SmsSettings } from "../settings.ts";

/** What the chosen agent means for the other steps and for HAProxy. */
export interface AgentPlan {
  /** Packages that are installed on each SMS node. */
  readonly packages: readonly string[];
  /** Its service, which the step `ready` looks for. */
  readonly services: readonly string[];
  /** Identifies the agent, its program and what it restarts for. When this changes, no check is to notice the restart. */
  readonly identity?: string;
  /** How HAProxy asks, if it is not the guide's way. */
  readonly check?: SmsModel["check"];
  /** Arguments of the step `database` about a vendor's agent that may be on the host already, if it is not in its usual place. */
  readonly vendor?: Pick<ArgumentValues<typeof database.args>, "vendorService" | "vendorConfig">;
  /** True if agents of this kind sign their messages to each other: the step `agent` then gets the key. */
  readonly signs?: true;
  /** The arguments of the step `agent`. Without them there is no such step, and the other program's agent is not touched. */
  readonly args?: Omit<ArgumentValues<typeof agentStep.args>, "listen" | "check">;
}

/** The other machines: the addresses of the other SMS nodes, and machines that are no SMS nodes. */
export interface Others {
  readonly rivals: readonly string[];
  readonly witnesses: readonly { readonly address: string; readonly port: number }[];
}

type Choice = Pick<SmsSettings, "agent" | "databases" | "failover" | "guardPort" | "healthCheckUser">;

/** The plan for a node with these settings. Of the agents, only the bundled one without guards uses `others`. */
export function agentPlan(
  { agent, databases, failover, guardPort, healthCheckUser }: Choice,
  others: Others,
): AgentPlan {
  switch (agent.kind) {
    case "n2pg-aux":
      return {
        packages: ["n2pg-aux"],
        services: [agent.service],
        identity: `n2pg-aux${restartsFor(databases)}`,
        vendor: {
          vendorService: agent.service === "pgsqlchk" ? undefined : agent.service,
          vendorConfig: agent.configFile === "/etc/psqlchk/config.json" ? undefined : agent.configFile,
        },
        args: { kind: "n2pg-aux", service: agent.service, config: agent.configFile },
      };
    case "bundled":
      return {
        packages: [],
        services: ["n2acd-ha-agent"],
        identity: `bundled-${bundledVersion()}`,
        signs: true,
        args: {
          kind: "bundled",
          role: healthCheckUser,
          patience: agentPatience(failover),
          cutOff: agentCutOff(failover),
          // With guards it only answers checks: they decide by the timeline, and it does not know the timelines of its rivals.
          ...(guardPort === undefined ? { rival: others.rivals, witness: others.witnesses } : {}),
        },
      };
    case "endpoint": {
      const { method, path, tls } = agent;
      return { packages: [], services: [], check: { method, path, tls } };
    }
  }
}

/** The vendor's agent restarts when its ports change. The ports of the guide's one database add no text. */
function restartsFor(databases: Choice["databases"]): string {
  const checks = databases.map(({ port, checkPort }) => `${port}:${checkPort}`).join(",");
  return checks === "5432:25432" ? "" : `,${checks}`;
}

interface Secrets {
  readonly healthCheckPassword: pulumi.Input<string>;
  readonly agentsKey?: pulumi.Input<string>;
}

/** The standard input of the step `agent`. */
export function agentSecrets({ signs }: AgentPlan, secrets: Secrets): pulumi.Output<string> {
  return signs === true
    ? signedSecrets(secrets)
    : pulumi.interpolate`password=${secrets.healthCheckPassword}\n`;
}

/** Standard input with the password, and the key with which agents and guards sign their messages to each other. */
export function signedSecrets({ healthCheckPassword, agentsKey }: Secrets): pulumi.Output<string> {
  const password = pulumi.output(healthCheckPassword);
  return pulumi.interpolate`password=${password}\nkey=${agentsKey ?? password.apply(keyOfPassword)}\n`;
}
