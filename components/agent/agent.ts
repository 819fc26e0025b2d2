import * as pulumi from "@pulumi/pulumi";
import { agentCutOff, agentPatience } from "../../lib/agentPatience.ts";
import { keyOfPassword } from "../../lib/agentsKey.ts";
import type { SmsModel } from "../../lib/haproxy/model.ts";
import type { agent as agentStep } from "../../steps/agent.ts";
import type { ArgumentValues } from "../../steps/arguments.ts";
import type { database } from "../../steps/database.ts";
import { bundledVersion } from "../host/toolkit.ts";
import type { SmsSettings } from "../settings.ts";

/** What the choice of an agent means for everything around it. */
export interface AgentPlan {
  /** Installed on each SMS node. */
  readonly packages: readonly string[];
  /** Its service, which the step `ready` looks for. */
  readonly services: readonly string[];
  /** Which agent it is, which program, and what it restarts for: when this changes, no check is to notice. */
  readonly identity?: string;
  /** How HAProxy asks, where it is not the guide's way. */
  readonly check?: SmsModel["check"];
  /** What the step `database` is told of a vendor's agent that may be here already, where it is not in its usual place. */
  readonly vendor?: Pick<ArgumentValues<typeof database.args>, "vendorService" | "vendorConfig">;
  /** Agents of this kind sign what they say to each other: the step `agent` gets the key. */
  readonly signs?: true;
  /** What the step `agent` is told; without it nobody's agent is touched, nor is its port opened. */
  readonly args?: Omit<ArgumentValues<typeof agentStep.args>, "listen" | "check">;
}

/** Who else there is: the other SMS nodes' addresses, and machines that are no SMS nodes. */
export interface Others {
  readonly rivals: readonly string[];
  readonly witnesses: readonly { readonly address: string; readonly port: number }[];
}

type Choice = Pick<SmsSettings, "agent" | "databases" | "failover" | "guardPort" | "healthCheckUser">;

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
          // With guards it answers checks and no more: they decide by the timeline, which it does not know of its rivals.
          ...(guardPort === undefined ? { rival: others.rivals, witness: others.witnesses } : {}),
        },
      };
    case "endpoint": {
      const { method, path, tls } = agent;
      return { packages: [], services: [], check: { method, path, tls } };
    }
  }
}

/** The vendor's agent restarts for other ports. Those of the guide's one database say nothing. */
function restartsFor(databases: Choice["databases"]): string {
  const checks = databases.map(({ port, checkPort }) => `${port}:${checkPort}`).join(",");
  return checks === "5432:25432" ? "" : `,${checks}`;
}

interface Secrets {
  readonly healthCheckPassword: pulumi.Input<string>;
  readonly agentsKey?: pulumi.Input<string>;
}

/** What the step `agent` is told on its standard input. */
export function agentSecrets({ signs }: AgentPlan, secrets: Secrets): pulumi.Output<string> {
  return signs === true
    ? signedSecrets(secrets)
    : pulumi.interpolate`password=${secrets.healthCheckPassword}\n`;
}

/** With the key that agents and guards sign with what they say to each other. */
export function signedSecrets({ healthCheckPassword, agentsKey }: Secrets): pulumi.Output<string> {
  const password = pulumi.output(healthCheckPassword);
  return pulumi.interpolate`password=${password}\nkey=${agentsKey ?? password.apply(keyOfPassword)}\n`;
}
