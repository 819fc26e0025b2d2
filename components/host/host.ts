import type { types } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A machine that steps run on. Components never ask where it came from: the stack's inventory, a container of the
 * dev stack, or another program's own code.
 */
export interface Host {
  /** The node's name: HAProxy's server name, and the word that every message about this host begins with. */
  readonly name: string;
  /** The name that the node had before, where it was renamed: what the state has under that name is this node's. */
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
  /** The resource that is the machine, where this program makes it: what runs on it comes and goes with it. */
  readonly machine?: pulumi.Resource;
  /** Changes when another machine takes over the address: every step then runs again. */
  readonly identity?: string;
  /** By step's resource name: a number that makes it run again when it changes. See `n2acd-ha:repair`. */
  readonly repair?: Readonly<Record<string, number>>;
  /** The fingerprint of a `haproxy.cfg` with lines that n2acd-ha does not know, and that may be replaced there. See `n2acd-ha:adopt`. */
  readonly adopt?: string | undefined;
  /** Runs before each step. See `greetsFirst`. */
  readonly before?: pulumi.ResourceHook | undefined;
  /** Told of every failed step. See `explained`. */
  readonly onError?: pulumi.ErrorHook;
}

/** Lets a node that was renamed take over what the state has of it under its former name. */
export function formerNames({ formerly }: Pick<Host, "formerly">): pulumi.ComponentResourceOptions {
  return formerly === undefined ? {} : { aliases: [{ name: formerly }] };
}
