import { exitStatus } from "../../outcome.ts";
import type { Status } from "../schema.ts";

type Labels = Readonly<Record<string, string>>;

/** The status as figures in Prometheus's text format, for the textfile collector of node_exporter. */
export function metrics({ stack, at, level, findings, vips, nodes }: Status): string {
  const cluster = { cluster: stack };
  const kinds = new Map<string, [Labels, number]>();
  for (const { kind, severity } of findings) {
    const [labels, count] = kinds.get(kind) ?? [{ kind, severity }, 0];
    kinds.set(kind, [labels, count + 1]);
  }
  const figure = (name: string, help: string, samples: readonly (readonly [Labels, number])[]): string[] => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${shown({ ...cluster, ...labels })}} ${value}`),
  ];
  const ofVip = ({ name, address }: Status["vips"][number]): Labels => ({ vip: name, address });
  return [
    ...figure("n2acd_status_timestamp_seconds", "When the hosts were asked.", [[{}, Date.parse(at) / 1000]]),
    ...figure("n2acd_status_level", "0 all is well, 1 degraded, 2 critical, 3 not known.", [
      [{}, exitStatus[level]],
    ]),
    ...figure("n2acd_status_findings", "Findings by their kind; docs/on-call.md explains each.", [
      ...kinds.values(),
    ]),
    ...figure(
      "n2acd_certificate_days",
      "Days until a certificate expires that a node's HAProxy presents or checks; docs/monitoring.md lists the uses.",
      nodes.flatMap((node) =>
        node.certificates.map(
          ({ use, name, days }) => [{ node: node.name, use, name: name ?? "" }, days] as const,
        ),
      ),
    ),
    ...figure(
      "n2acd_vip_holders",
      "How many nodes have a virtual address; it should be one.",
      vips.map((vip) => [ofVip(vip), vip.nodes.filter(({ state }) => state === "has it").length]),
    ),
    ...figure(
      "n2acd_vip_moves",
      "How often a node took a virtual address in 10 minutes.",
      vips.map((vip) => [ofVip(vip), vip.moves]),
    ),
    "",
  ].join("\n");
}

function shown(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll("\n", " ")}"`)
    .join(",");
}
