import type { types } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A machine that steps run on. Components do not depend on its origin: the stack's inventory, a container of the dev stack, or another
 * program's own code.
 */
export interface Host {
  /** The node's name: its server name in HAProxy, and the first word of every message about this host. */
  readonly name: string;
  /** The node's former name, if it was renamed. The resources that the state has under that name are this node's. */
  readonly formerly?: string | undefined;
  /** The address under which the other nodes reach it: IPv4, IPv6 or a host name. */
  readonly address: string;
  /** How to log in. Pin `hostKey`: the provider accepts any key without it. */
  readonly connection: types.input.remote.ConnectionArgs;
  /** The login user's name, for messages. */
  readonly user: string;
  /** The address of the host that the login goes through, for messages. */
  readonly bastion?: string | undefined;
  /** True when the login user becomes root with `sudo -n`; false when the login user is root. */
  readonly sudo: boolean;
  /** The resource that is the machine, if this program creates it. The resources that run on it are created and removed with it. */
  readonly machine?: pulumi.Resource;
  /** Changes when another machine takes over the address: every step then runs again. */
  readonly identity?: string;
  /** By the step's resource name: a number. The step runs again when the number changes. See `n2acd-ha:repair`. */
  readonly repair?: Readonly<Record<string, number>>;
  /** The fingerprint of a `haproxy.cfg` that may be replaced although it has lines that n2acd-ha does not know. See `n2acd-ha:adopt`. */
  readonly adopt?: string | undefined;
  /** Runs before each step. See `greetsFirst`. */
  readonly before?: pulumi.ResourceHook | undefined;
  /** Called for every failed step. See `explained`. */
  readonly onError?: pulumi.ErrorHook;
}

/** Lets a renamed node keep the resources that the state has under its former name. */
export function formerNames({ formerly }: Pick<Host, "formerly">): pulumi.ComponentResourceOptions {
  return formerly === undefined ? {} : { aliases: [{ name: formerly }] };
}
