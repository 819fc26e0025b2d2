// Dangers that no single step shows: nodes that are added or removed, logins, drains, and settings of the stack.
import { haproxy } from "../../steps/haproxy.ts";
import type { OnNode } from "./grouped.ts";
import type { Effect } from "./effect.ts";
import { code, list, plain } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import type { HostStep } from "./steps.ts";
import type { Settings } from "./settings.ts";

/** Dangers on nodes. */
export function dangersOf(steps: readonly HostStep[], nodes: Nodes): OnNode<Effect>[] {
  return [...gone(steps, nodes), ...renamed(steps), ...otherLogin(steps, nodes), ...drained(steps)];
}

/** Dangers of the stack as a whole, one sentence for each. */
export function warningsOf(steps: readonly HostStep[], { config }: Settings, slower: boolean): string[] {
  const keeps = (file: string | undefined): boolean => /^ +stick on int\(1\)/m.test(file ?? "");
  const proxies = steps.filter(
    ({ step, before, after }) =>
      step === haproxy.name && before?.file !== undefined && after?.file !== undefined,
  );
  const refusing = proxies.some(({ before, after }) => keeps(before?.file) && !keeps(after?.file));
  const keeping = proxies.some(({ before, after }) => !keeps(before?.file) && keeps(after?.file));
  return [
    ...(config?.insecurelyTrustAnyHostKey === true
      ? [
          "**Host keys are not checked** (`insecurelyTrustAnyHostKey`): whoever answers at a node's address gets the passwords",
        ]
      : []),
    ...(config === undefined || config.lost.length === 0
      ? []
      : [
          `**Lost: ${list(config.lost.map(plain))}**: nothing is run there, nothing is undone there, and to all others it is gone`,
        ]),
    ...(refusing
      ? [
          "**Two primaries are both refused** from now on (`splitBrain: refuse`): nobody can write while there are two",
        ]
      : []),
    ...(keeping
      ? ["**With two primaries, new connections stay with the one in use** from now on (`splitBrain: keep`)"]
      : []),
    ...(slower ? ["**A failover takes longer** than before in the worst case: see below"] : []),
  ];
}

function gone(
  steps: readonly HostStep[],
  { removed, added, addressBefore, addressAfter }: Nodes,
): OnNode<Effect>[] {
  const is = (node: string, what: string, means: string) => ({
    node,
    what: { rank: 2, what, means, ofNode: true },
  });
  return removed.map((node) => {
    const address = addressBefore.get(node);
    const heir = added.find((other) => address !== undefined && addressAfter.get(other) === address);
    if (heir !== undefined) {
      const instead = `with ${code(`formerly: ${node}`)} in its entry the preview would show an update in place`;
      return is(node, `renamed to ${plain(heir)}, shown as one node that comes and one that goes`, instead);
    }
    return steps.some((step) => step.node === node && step.retained)
      ? is(node, "taken out of the stack as lost", "its host is neither reached nor undone")
      : is(
          node,
          "taken out of the stack and undone",
          "the host becomes as before its first `up`; it must not be the primary",
        );
  });
}

function renamed(steps: readonly HostStep[]): OnNode<Effect>[] {
  return steps.flatMap(({ node, before }) => {
    const old = before?.host;
    if (old === undefined || old === node) return [];
    const what = {
      rank: 6,
      what: `renamed (${plain(old)} until now)`,
      means: "nothing is undone",
      ofNode: true,
    };
    return [{ node, what }];
  });
}

function otherLogin(steps: readonly HostStep[], { addressBefore, addressAfter }: Nodes): OnNode<Effect>[] {
  return steps
    .filter(({ op, changed }) => op === "update" && changed.some((input) => input.startsWith("connection")))
    .map(({ node }) => {
      const [old, now] = [addressBefore.get(node), addressAfter.get(node)];
      const moved = old !== undefined && now !== undefined && old !== now;
      const what = moved
        ? {
            rank: 2,
            what: `another machine (${plain(now)} in place of ${plain(old)})`,
            ofNode: true,
            means: "every step runs there; the old machine is not reached and not undone",
          }
        : {
            rank: 4,
            what: "logged in to in another way (user, key, host key, port or bastion)",
            ofNode: true,
            means: "every step runs again, and changes nothing where all is as configured",
          };
      return { node, what };
    });
}

/** Dangers on the node that is drained, not on those whose HAProxy configuration says so. */
function drained(steps: readonly HostStep[]): OnNode<Effect>[] {
  const out = (file: string | undefined): string[] => [
    ...new Set([...(file ?? "").matchAll(/^ +server (\S+) .* disabled$/gm)].map(([, name = ""]) => name)),
  ];
  return steps.flatMap(({ op, before, after }) => {
    if (op !== "update" || after?.file === undefined) return [];
    const [was, is] = [out(before?.file), out(after.file)];
    const effect = (what: string, means: string) => (node: string) => ({
      node,
      what: { rank: 1, what, means, ofNode: true },
    });
    return [
      ...is
        .filter((node) => !was.includes(node))
        .map(
          effect(
            "taken out of service",
            "nothing new is sent there, and its sessions may end by themselves; if it is the primary, `up` refuses",
          ),
        ),
      ...was
        .filter((node) => !is.includes(node) && (after.file ?? "").includes(` server ${node} `))
        .map(effect("back in service", "it gets connections again")),
    ];
  });
}
