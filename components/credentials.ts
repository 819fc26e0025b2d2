import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { scramVerifier } from "../lib/scram.ts";

/** Arguments of {@link Credentials}. */
export interface CredentialsArgs {
  /** Bump it to make a new password for `health_check_user`. */
  healthCheckGeneration: number;
  /** Bump it to make a new password for the stats page. */
  statsGeneration: number;
  /** Bump it to make a new key for the peers of the guard against two writers. Default: 1. */
  peersGeneration?: number;
}

/** The passwords that all SMS nodes of a cluster share; {@link Credentials} makes them. All secret. */
export interface SmsCredentials {
  readonly healthCheckPassword: pulumi.Input<string>;
  /** `SCRAM-SHA-256$...` of the same password: all that PostgreSQL ever sees of it. */
  readonly healthCheckVerifier: pulumi.Input<string>;
  readonly statsPassword: pulumi.Input<string>;
  /**
   * What bundled agents and guards sign what they say to each other with: letters, digits, `_` and `-`, the same on all SMS nodes.
   * Default: one that follows from `healthCheckPassword`.
   */
  readonly agentsKey?: pulumi.Input<string>;
  /** From which the HAProxies know each other. Without it, whoever reaches their port may speak for one. */
  readonly peersSecret?: pulumi.Input<string>;
}

/**
 * The generated passwords, one set a cluster. Letters and digits only: they pass unquoted through JSON, HAProxy's
 * configuration and a PostgreSQL passfile.
 */
export class Credentials extends pulumi.ComponentResource {
  /** Password of the role that the health agents log in with. Secret. */
  readonly healthCheckPassword: pulumi.Output<string>;
  /** What PostgreSQL stores of it (RFC 5803), so that the password itself never goes to the server. Secret. */
  readonly healthCheckVerifier: pulumi.Output<string>;
  /** Password of the stats page. Secret. */
  readonly statsPassword: pulumi.Output<string>;
  /** What the bundled agents sign their claims to each other with. Changes along with their password. Secret. */
  readonly agentsKey: pulumi.Output<string>;
  /** What the HAProxies of the SMS nodes know each other by. Secret. */
  readonly peersSecret: pulumi.Output<string>;

  constructor(name: string, args: CredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("n2acd-ha:index:Credentials", name, {}, opts);
    const password = (suffix: string, generation: number): random.RandomPassword =>
      new random.RandomPassword(
        `${name}-${suffix}`,
        { length: 32, special: false, keepers: { generation: String(generation) } },
        { parent: this },
      );
    const healthCheck = password("health-check", args.healthCheckGeneration);
    const salt = new random.RandomId(
      `${name}-health-check-salt`,
      { byteLength: 16, keepers: { generation: String(args.healthCheckGeneration) } },
      { parent: this },
    );
    this.healthCheckPassword = healthCheck.result;
    this.healthCheckVerifier = pulumi.secret(
      pulumi
        .all([healthCheck.result, salt.b64Std])
        .apply(([secret, base64]) => scramVerifier(secret, Buffer.from(base64, "base64"))),
    );
    this.statsPassword = password("stats", args.statsGeneration).result;
    this.agentsKey = password("agents-key", args.healthCheckGeneration).result;
    this.peersSecret = password("peers", args.peersGeneration ?? 1).result;
    this.registerOutputs({});
  }
}
