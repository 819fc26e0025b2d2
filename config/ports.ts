import type { Problem } from "./problems.ts";
import type { NodeView, View } from "./view.ts";

type Use = readonly [port: number | undefined, path: string];

/** Reports two services of one host on the same port, and ports above 65535. */
export function portClashes(view: View): Problem[] {
  const databases = view.databases.flatMap(({ port, listenPort, checkPort, readListenPort }, i): Use[] => [
    [port, `databases[${i}].port`],
    [listenPort, `databases[${i}].listenPort`],
    [checkPort, `databases[${i}].checkPort`],
    [readListenPort, `databases[${i}].readListenPort`],
  ]);
  const shared: readonly Use[] = [
    [view.stats.port, "stats.port"],
    [view.metrics.port, "metrics.port"],
  ];
  const sms: readonly Use[] = [
    [view.jarvis.port, "jarvis.port"],
    [view.jarvis.tls?.port ?? 443, view.jarvis.tls === undefined ? "Apache's TLS" : "jarvis.tls.port"],
    ...shared,
    [view.settings.peersPort, "peersPort"],
    [view.settings.guard === false ? undefined : view.settings.guardPort, "guardPort"],
    ...databases,
  ];
  const { tls } = view.fe;
  const fe: readonly Use[] = [
    [view.fe.port, "fe.port"],
    [tls?.port ?? 443, tls === undefined ? "Apache's TLS" : "fe.tls.port"],
    [tls?.apachePort ?? 444, tls === undefined ? "Apache's second TLS port" : "fe.tls.apachePort"],
    [view.fe.apachePort, "fe.apachePort"],
    ...shared,
  ];
  const tooHigh = databases
    .filter(([port]) => port !== undefined && port > 65_535)
    .map(([port, path]) => ({
      path,
      text: `${port ?? ""} is not a port from 1 to 65535; it was derived from port, so set it yourself`,
    }));
  return [...tooHigh, ...clashes(view, "sms", "SMS", sms), ...clashes(view, "fe", "FE", fe)];
}

function clashes(view: View, kind: NodeView["kind"], name: string, uses: readonly Use[]): Problem[] {
  const nodes = view.nodes.filter((node) => node.kind === kind);
  if (nodes.length === 0) return [];
  const taken = new Map<number, string>();
  for (const { raw, path } of nodes) {
    const port = raw.ssh?.port ?? view.ssh.port;
    if (port !== undefined) taken.set(port, raw.ssh?.port === undefined ? "ssh.port" : `${path}.ssh.port`);
  }
  return uses.flatMap(([port, path]) => {
    const other = port === undefined ? undefined : taken.get(port);
    if (port !== undefined && other === undefined) taken.set(port, path);
    return other === undefined ? [] : [clash(port ?? 0, path, other, name)];
  });
}

/** Reports the problem at a key of the configuration, not at a fixed port of Apache. */
function clash(port: number, path: string, other: string, kind: string): Problem {
  const [blamed, owner] = path.startsWith("Apache") ? [other, path] : [path, other];
  return { path: blamed, text: `${port} is taken by ${owner} on each ${kind} node` };
}
