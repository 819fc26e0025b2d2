import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { scramVerifier } from "../lib/scram.ts";

/** Arguments of {@link Credentials}. */
export interface CredentialsArgs {
  /** Increase it to make a new password for `health_check_user`. */
  healthCheckGeneration: number;
  /** Increase it to make a new password for the stats page. */
  statsGeneration: number;
  /** Increase it to make a new key for HAProxy's peers, which prevent two writers. Default: 1. */
  peersGeneration?: number;
}

/** The passwords that all SMS nodes of a cluster share. {@link Credentials} makes them. All are secret. */
export interface SmsCredentials {
  readonly healthCheckPassword: pulumi.Input<string>;
  /** `SCRAM-SHA-256$...` of the same password. PostgreSQL never receives anything else of it. */
  readonly healthCheckVerifier: pulumi.Input<string>;
  readonly statsPassword: pulumi.Input<string>;
  /**
   * The key with which bundled agents and guards sign their messages to each other: letters, digits, `_` and `-`, the same on all SMS
   * nodes. Default: derived from `healthCheckPassword`.
   */
  readonly agentsKey?: pulumi.Input<string>;
  /** The secret from which the key of HAProxy's peers is made. Without it, any program that reaches their port can act as a peer. */
  readonly peersSecret?: pulumi.Input<string>;
}

/**
 * The generated passwords, one set for each cluster. They consist of letters and digits, so they need no quotes in JSON, HAProxy's
 * configuration and a PostgreSQL passfile.
 */
export class Credentials extends pulumi.ComponentResource {
  /** Password of the role that the health agents log in with. Secret. */
  readonly healthCheckPassword: pulumi.Output<string>;
  /** The verifier that PostgreSQL stores (RFC 5803), so that the password itself is never sent to the server. Secret. */
  readonly healthCheckVerifier: pulumi.Output<string>;
  /** Password of the stats page. Secret. */
  readonly statsPassword: pulumi.Output<string>;
  /** The key with which the bundled agents sign their claims. It changes together with their password. Secret. */
  readonly agentsKey: pulumi.Output<string>;
  /** The secret from which the key of HAProxy's peers on the SMS nodes is made. Secret. */
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
