import { isMap, list, own } from "./raw.ts";
import type { Problem } from "./problems.ts";

/** Every host, and every bastion on the way, shows a key that the configuration knows. */
export function unpinned(raw: Readonly<Record<string, unknown>>): Problem[] {
  if (raw["dev"] !== undefined || raw["insecurelyTrustAnyHostKey"] === true) return [];
  const nodes = ["smsNodes", "feNodes"].flatMap((key) =>
    list(raw[key]).flatMap((node, i): [string, unknown][] => [
      [`${key}[${i}]`, node],
      [`${key}[${i}].ssh.bastion`, own(own(node, "ssh"), "bastion")],
    ]),
  );
  const hosts: [string, unknown][] = [["ssh.bastion", own(raw["ssh"], "bastion")], ...nodes];
  return hosts
    .filter(([, host]) => isMap(host) && host["hostKey"] === undefined)
    .map(([path, host]) => ({ path: `${path}.hostKey`, text: remedy(own(host, "address")) }));
}

function remedy(address: unknown): string {
  const host = typeof address === "string" && /^[A-Za-z0-9.:-]{1,253}$/.test(address) ? address : "ADDRESS";
  return `missing; put the line there that "ssh-keyscan -t ed25519 ${host}" shows, without its first word, once it is compared with the host's own /etc/ssh/ssh_host_ed25519_key.pub`;
}
