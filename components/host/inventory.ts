import type * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";

/** How to log in to a node: the stack's `ssh` with the node's own overrides already applied. */
export interface SshLogin {
  readonly user: string;
  /** TCP port of sshd. */
  readonly port: number;
  /** Become root with `sudo -n`. */
  readonly sudo: boolean;
  /** A jump host, with its own pinned key. The login there uses the same private key. */
  readonly bastion?: {
    readonly address: string;
    readonly port: number;
    readonly user: string;
    readonly hostKey?: string | undefined;
  };
}

/** A host as the inventory describes it. */
export interface InventoryHost {
  readonly name: string;
  readonly formerly?: string | undefined;
  readonly address: string;
  /** One public key line. Without it any key is accepted; only an explicit opt-in lets the configuration omit it. */
  readonly hostKey?: string | undefined;
  readonly ssh: SshLogin;
}

/**
 * A host that exists already and is reached over SSH.
 *
 * @param privateKey the private key, a secret. Without it, the SSH agent of `SSH_AUTH_SOCK` is used.
 */
export function inventoryHost(node: InventoryHost, privateKey?: pulumi.Output<string>): Host {
  const { bastion } = node.ssh;
  const key = privateKey === undefined ? {} : { privateKey };
  return {
    name: node.name,
    formerly: node.formerly,
    address: node.address,
    user: node.ssh.user,
    bastion: bastion?.address,
    sudo: node.ssh.sudo,
    connection: {
      host: node.address,
      port: node.ssh.port,
      user: node.ssh.user,
      ...pinned(node.hostKey),
      ...key,
      ...(bastion === undefined
        ? {}
        : {
            proxy: {
              host: bastion.address,
              port: bastion.port,
              user: bastion.user,
              ...pinned(bastion.hostKey),
              ...key,
            },
          }),
    },
  };
}

function pinned(hostKey: string | undefined): { hostKey?: string } {
  return hostKey === undefined ? {} : { hostKey };
}
