// The dev stack's hosts: local containers that run systemd, sshd, PostgreSQL, Apache and firewalld, as the operator's
// own hosts would before this project touches them. cluster.sh makes the same without Pulumi: keep the two alike.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** Whose layout and package manager a host has: Debian's, or the RHEL family's. */
export type Flavour = "apt" | "dnf";

export interface DevNode {
  readonly name: string;
  readonly flavour: Flavour;
  /** IPv4 address in the stack's subnet. */
  readonly address: string;
}

export interface DevHostsArgs {
  /** Name of the Docker network, and the first part of the containers' names. */
  readonly name: string;
  /** The network's IPv4 subnet, a /24 that nothing else on this machine uses. */
  readonly subnet: string;
  /** The first starts as the primary, the others stream from it. */
  readonly smsNodes: readonly DevNode[];
  readonly feNodes: readonly DevNode[];
}

/** A host that runs, or will. Its sshd answers once PostgreSQL and Apache do, some 3 s after the container's start. */
export interface DevHost {
  readonly name: string;
  readonly address: string;
  /** Login user, who may become root with `sudo -n`. */
  readonly user: string;
  /** One public key line. */
  readonly hostKey: string;
  readonly privateKeyPath: string;
  /** Another one means another machine at the same address: what made the container what it is, in short. */
  readonly identity: string;
  readonly container: docker.Container;
}

const here = import.meta.dirname;
const keys = join(dirname(here), ".dev/keys");

/** Creates the network and the containers, and returns the hosts in the order given: SMS first, then FE. */
export function devHosts(args: DevHostsArgs, opts: pulumi.CustomResourceOptions = {}): DevHost[] {
  const nodes = [...args.smsNodes, ...args.feNodes];
  // All are quick, need no Docker and change nothing the second time, so a preview may run them.
  execFileSync(join(here, "keys.sh"), [...nodes.map((node) => node.name)]);
  execFileSync(join(here, "certificates.sh"), [...args.feNodes.map((node) => node.name)]);
  const images = new Map(
    [...new Set(nodes.map(({ flavour }) => flavour))].map((flavour) => [
      flavour,
      execFileSync(join(here, "image/name.sh"), [flavour], { encoding: "utf8" }).trim(),
    ]),
  );

  const network = new docker.Network(
    args.name,
    { name: args.name, ipamConfigs: [{ subnet: args.subnet }] },
    { ...opts, deleteBeforeReplace: true },
  );
  return nodes.map((node) => {
    const hostKey = readFileSync(join(keys, node.name, "host.pub"), "utf8").trim();
    const image = images.get(node.flavour) ?? "";
    const mounted = ["client.pub", ...(args.feNodes.includes(node) ? [join(node.name, "https.pem")] : [])];
    const keyring = fingerprint(hostKey, ...mounted.map((file) => readFileSync(join(keys, file), "utf8")));
    const name = `${args.name}-${node.name}`;
    const container = new docker.Container(
      name,
      {
        ...systemd,
        name,
        image,
        hostname: node.name,
        networksAdvanced: [{ name: network.name, ipv4Address: node.address }],
        hosts: nodes.filter((other) => other !== node).map(({ name: host, address: ip }) => ({ host, ip })),
        envs: environment(args, node),
        volumes: [
          { hostPath: "/sys/fs/cgroup", containerPath: "/sys/fs/cgroup" },
          { hostPath: join(keys, node.name), containerPath: "/etc/n2dev/keys", readOnly: true },
        ],
        labels: [
          { label: "n2acd-dev", value: args.name },
          // New keys make a new host: it reads them at its first boot only.
          { label: "n2acd-dev-keys", value: keyring },
        ],
      },
      { ...opts, deleteBeforeReplace: true },
    );
    const { address } = node;
    return {
      name: node.name,
      address,
      user: "deploy",
      hostKey,
      privateKeyPath: join(keys, "client"),
      identity: fingerprint(image, keyring),
      container,
    };
  });
}

/** What systemd needs to run in a container without `privileged`, and firewalld to have its own rules. */
const systemd = {
  capabilities: { adds: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] },
  securityOpts: ["seccomp=unconfined", "apparmor=unconfined"],
  cgroupnsMode: "host",
  tmpfs: { "/run": "", "/run/lock": "", "/tmp": "exec" },
} satisfies Partial<docker.ContainerArgs>;

/** What node-setup in the image reads. Replication has a network of its own, with the node's last number. */
function environment({ smsNodes }: DevHostsArgs, node: DevNode): string[] {
  const replication = ({ address }: DevNode): string => `10.86.0.${address.split(".").at(-1) ?? ""}`;
  const [primary] = smsNodes;
  if (primary === undefined || !smsNodes.includes(node)) {
    return ["N2DEV_ROLE=fe", "N2DEV_HTTPS=yes"];
  }
  return [
    "N2DEV_ROLE=sms",
    `N2DEV_REPLICATION=${replication(node)}`,
    ...(node === primary ? [] : [`N2DEV_PRIMARY=${replication(primary)}`]),
  ];
}

function fingerprint(...content: string[]): string {
  return createHash("sha256").update(content.join("\n")).digest("hex").slice(0, 16);
}
