// Four hosts of both families with HTTPS and a virtual address for each kind, set up by `pulumi up`.
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientKey, feNodes, Hosts, type Node, smsNodes } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { type Config, Stack } from "../../support/stack/stack.ts";
import { local } from "../../support/exec.ts";

export type Kind = "fe" | "sms";
export const ofKind = { fe: feNodes, sms: smsNodes } as const;

export class Field {
  readonly hosts: Hosts;
  readonly tls = { authority: join(root, ".dev/keys/authority.crt"), name: "portal.acd.example" };
  readonly #six: boolean;
  #stack: Stack | undefined;

  /** With `six`, nodes and virtual addresses have IPv6 addresses. */
  constructor(name: string, prefix: string, { six = false } = {}) {
    this.hosts = new Hosts(name, prefix);
    this.#six = six;
  }

  get vips(): Readonly<Record<Kind, string>> {
    return { fe: this.hosts.at(50), sms: this.hosts.at(51) };
  }

  get stack(): Stack {
    if (this.#stack === undefined) throw new Error("the field is not open");
    return this.#stack;
  }

  /** Deploys; `more` is configuration beside HTTPS and the addresses. */
  async open(more: Config = {}): Promise<void> {
    await this.hosts.up({ https: true, six: this.#six });
    const prefix = this.#six ? 64 : 24;
    const vip = (kind: Kind, routerId: number) => ({
      ...{ name: kind, for: kind, address: this.vips[kind], prefix, routerId },
    });
    const config = { fe: { tls: true }, vips: [vip("fe", 51), vip("sms", 52)], ...more };
    const name = this.hosts.cluster.name;
    this.#stack = await Stack.create(name, { ...(await this.hosts.config()), ...config }, clientKey);
    await this.#stack.mustUp();
    // The program opens Apache of SMS nodes for front ends alone; those who let users in there do so themselves.
    const open = "firewall-cmd -q --add-port=80/tcp && firewall-cmd -q --permanent --add-port=80/tcp";
    for (const node of smsNodes) await this.hosts.on(node).run(open);
  }

  /** Other certificates for Apache on the front ends, by the same authority, as a program that renews them brings them. */
  async renew(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-renewed-"));
    try {
      for (const file of ["authority.crt", "authority.key"])
        await copyFile(join(root, ".dev/keys", file), join(folder, file));
      await local(["env", `KEYS=${folder}`, join(root, "dev/certificates.sh"), ...feNodes]);
      for (const node of feNodes) {
        const input = await readFile(join(folder, node, "https.pem"), "utf8");
        await this.hosts.on(node).run("cat >/etc/ssl/private/portal.pem", { input });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  close(): Promise<void> {
    return this.hosts.cluster.down();
  }

  /** The nodes that have the address of that kind now. */
  async holders(kind: Kind): Promise<Node[]> {
    const have = await Promise.all(
      ofKind[kind].map(async (node) => {
        const { stdout } = await this.hosts.on(node).exec("ip -o addr");
        return stdout.includes(` ${this.vips[kind]}/`) ? [node] : [];
      }),
    );
    return have.flat();
  }
}
