import { z } from "zod";
import { address, hostKey, loginName, map, nodeName, port, stackName, yesOrNo } from "../fields.ts";

/** A jump host between the machine that runs Pulumi and the nodes. */
const bastion = map({
  address: address.meta({
    description: "a jump host, through which the nodes are reached; the same private key logs in there",
    unset: "none",
  }),
  port: port.default(22).describe("the port of its SSH server"),
  user: loginName.optional().meta({ description: "the user that logs in there", unset: "the node's user" }),
  hostKey: hostKey.optional().meta({ description: "the bastion's own public key line", unset: "required" }),
});

export const ssh = map({
  user: loginName.default("root").describe("the user that logs in"),
  port: port.default(22).describe("the port of the SSH server"),
  sudo: yesOrNo
    .optional()
    .meta({ description: "become root with `sudo -n`", unset: "`true`, for root `false`" }),
  bastion: bastion.optional(),
});

const sshOverrides = map({
  user: loginName.optional(),
  port: port.optional(),
  sudo: yesOrNo.optional(),
  bastion: z.union([z.literal("none"), bastion], { error: 'a bastion, or "none" for no bastion' }).optional(),
});

/** An existing host. */
export const node = map({
  name: nodeName.meta({
    description: "the node's name, which is also its server name in HAProxy: letters, digits, `.`, `_`, `-`",
    guide: "`sms-01`",
  }),
  formerly: nodeName
    .optional()
    .describe("the node's previous name, when you [rename it](operations/nodes.md#renaming-a-node)"),
  address: address.meta({
    description:
      "an IPv4 or IPv6 address, or a host name, at which the other nodes reach this node. Prefer an address",
    guide: "`sms-01`",
  }),
  hostKey: hostKey.optional().meta({
    description: "the host's public key on one line, `ssh-ed25519 AAAA...` or `ecdsa-sha2-nistp256 AAAA...`",
    unset: "required",
  }),
  ssh: sshOverrides.prefault({}).meta({
    description:
      "`user`, `port`, `sudo`, `bastion` for this node only; `bastion: none` reaches it without a bastion",
    unset: "as `ssh`",
    keysOf: "ssh",
  }),
});

/** Descriptions of the lists of nodes, the same for every kind of stack. */
export const nodesText = {
  sms: {
    description:
      "two or more SMS nodes, in the order in which a change reaches them. Add new ones at the end",
    guide: "two",
    unset: "required, or `smsStack`",
  },
  fe: { description: "the FE nodes, with the same keys as SMS nodes", unset: "none", keysOf: "smsNodes" },
};

export const smsStack = stackName.meta({
  description:
    "in place of `smsNodes`: the stack whose SMS nodes these front ends use, such as `organization/n2acd-ha/prod-sms`: [how](scale.md#several-stacks)",
  unset: "none",
});

/** How hosts are reached, and which front ends other stacks deploy. */
export const hosts = {
  frontEnds: z
    .array(address, { error: "a list of addresses" })
    .default([])
    .describe("addresses of FE nodes that other stacks deploy. The firewalls of the SMS nodes admit them"),
  ssh: ssh.prefault({}),
  sshPrivateKey: z.string({ error: "a private key" }).optional().meta({
    description: "a private key without a passphrase; set it with `pulumi config set --secret`",
    unset: "the SSH agent",
  }),
  insecurelyTrustAnyHostKey: yesOrNo
    .default(false)
    .describe("`true` accepts any host key, and so any machine that answers at that address"),
};
