// What makes a change fail at one node, and at that node alone.
import type { Hosts, Node } from "../stack/hosts.ts";

export interface Obstacle {
  readonly why: string;
  /** Shell text for the node; `peer` is the address of the node's counterpart. */
  readonly put: (peer: string) => string;
  readonly remove: (peer: string) => string;
}

const part = "/etc/haproxy/conf.d/zz-obstacle.cfg";

export const obstacles = {
  refused: {
    why: "HAProxy refuses its configuration",
    put: () => `echo nonsense >${part}`,
    remove: () => `rm -f ${part}`,
  },
  unproven: {
    why: "the test connections of the step are refused",
    put: () =>
      "nft 'add table inet obstacle; add chain inet obstacle out { type filter hook output priority 0; }; " +
      "add rule inet obstacle out meta skuid 0 ip daddr 127.0.0.1 tcp dport { 80, 8080, 15432, 15433 } reject with tcp reset'",
    remove: () => "nft delete table inet obstacle",
  },
  readOnly: readOnlyFolder("its agent's folder", "/etc/psqlchk"),
} as const satisfies Record<string, Obstacle>;

/** A folder in which nothing can be written. */
export function readOnlyFolder(what: string, folder: string): Obstacle {
  return {
    why: `${what} is read-only`,
    put: () => `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder}`,
    remove: () => `umount ${folder}`,
  };
}

/** The other node's agent cannot be reached on its new port. */
export function unreachable(port: number): Obstacle {
  return {
    why: `it does not reach port ${port} of the other node`,
    put: (peer) =>
      `nft 'add table inet obstacle; add chain inet obstacle out { type filter hook output priority 0; }; ` +
      `add rule inet obstacle out ip daddr ${peer} tcp dport ${port} reject with tcp reset'`,
    remove: () => "nft delete table inet obstacle",
  };
}

/** The same port, taken by another program. */
export function taken(port: number): Obstacle {
  return {
    why: `port ${port} is taken`,
    put: () =>
      `systemd-run -q --unit=obstacle socat TCP-LISTEN:${port},fork,reuseaddr /dev/null; ` +
      `n=0; until ss -Hltn "sport = :${port}" | grep -q .; do n=$((n + 1)); [ $n -lt 50 ] || exit 1; sleep 0.1; done`,
    remove: () => "systemctl stop obstacle; systemctl reset-failed obstacle 2>/dev/null || true",
  };
}

/** With the obstacle at that node meanwhile. */
export async function obstructed(
  hosts: Hosts,
  node: Node,
  obstacle: Obstacle,
  during: () => Promise<void>,
): Promise<void> {
  const other: Readonly<Record<Node, Node>> = {
    "sms-01": "sms-02",
    "sms-02": "sms-01",
    "fe-01": "fe-02",
    "fe-02": "fe-01",
  };
  const peer = hosts.address(other[node]);
  await hosts.on(node).run(obstacle.put(peer));
  try {
    await during();
  } finally {
    await hosts.on(node).run(obstacle.remove(peer));
  }
}
