import { isMap, list, own } from "./raw.ts";
import type { Problem } from "./problems.ts";

/** Every host, and every bastion on the way to one, needs a pinned host key. */
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
    .map(([path]) => ({
      path: `${path}.hostKey`,
      text: "missing; make host-keys STACK=NAME collects the keys, shows them, and writes those that you confirm",
    }));
}
