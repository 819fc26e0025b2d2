import { svg } from "../../../lib/topology/svg.ts";
import { fePortsOf, type Live, type Part, type Topology } from "../../../lib/topology/model.ts";
import type { Question } from "../question.ts";
import type { Instance, Node, Status } from "../schema.ts";
import { names } from "../report/findings/finding.ts";
import { type Tone, toneOfNode, toneOfRole, toneOfVip } from "./tones.ts";
import { viewsOf } from "./views.ts";
import { bytes, load, placeOf } from "./words.ts";

/** The topology as it is now. */
export function picture(status: Status, questions: readonly Question[]): string {
  return svg(
    topologyOf(status, questions),
    new Map(status.nodes.map((node) => [node.name, liveOf(node, status)])),
    new Map(status.vips.map((vip) => [vip.address, { tone: toneOfVip(vip), note: placeOf(vip) }])),
  );
}

function topologyOf({ nodes, vips }: Status, questions: readonly Question[]): Topology {
  const of = (kind: string): Question[] =>
    nodes.flatMap(({ name }) => questions.find((each) => each.node === name && each.kind === kind) ?? []);
  const [first] = of("sms");
  const front = of("fe")[0]?.front;
  return {
    smsNodes: of("sms").map(({ node }) => node),
    feNodes: of("fe").map(({ node }) => node),
    databases: (first?.databases ?? []).map(({ name, port }) => ({
      name,
      port,
      listenPort: first?.listens.find(({ section }) => section === `Postgres-${name}`)?.port ?? port,
    })),
    fePorts: fePortsOf(front?.port ?? 80, front?.https),
    vips,
  };
}

function liveOf(node: Node, status: Status): Live {
  const { name, kind, trouble, drained } = node;
  const instances = status.databases.flatMap((database) =>
    database.instances
      .filter((each) => each.node === name)
      .map((each) => [database.name, partOf(each, toneOfRole(each.role, database))] as const),
  );
  return {
    tone: toneOfNode(node, status),
    note: trouble !== null ? "not reached" : drained ? "drained" : "",
    proxy: proxyOf(node, status),
    ...(kind === "sms" ? { web: webOf(name, status), databases: new Map(instances) } : {}),
  };
}

function partOf({ role, streaming, lagBytes, timeline }: Instance, tone: Tone): Part & { primary: boolean } {
  switch (role) {
    case "primary":
      return { tone, note: `primary, timeline ${timeline ?? "?"}`, primary: true };
    case "standby":
      return streaming === true
        ? { tone, note: `standby, ${bytes(lagBytes ?? 0)} behind`, primary: false }
        : { tone: "warn", note: "standby, not streaming", primary: false };
    case "down":
      return { tone, note: "does not answer", primary: false };
    case "unknown":
      return { tone, note: "not known", primary: false };
  }
}

/** What the HAProxy of a node does with clients. */
function proxyOf({ kind, haproxy, trouble, requests, clients }: Node, { databases }: Status): Part {
  if (trouble !== null) return { tone: "unknown", note: "not known" };
  if (haproxy === null) return { tone: "bad", note: "no answer" };
  const { sessions, limit, servers } = haproxy;
  if (kind === "fe") {
    const failing = requests.filter(({ passes }) => !passes);
    return failing.length === 0
      ? { tone: "good", note: load(sessions, limit) }
      : { tone: "bad", note: `${failing.map(({ what }) => what).join(", ")} fails` };
  }
  const to = databases.map(({ name }) =>
    servers
      .filter(({ section, state }) => section === `Postgres-${name}` && state === "up")
      .map(({ server }) => server),
  );
  const tone: Tone = to.every(({ length }) => length === 1) ? "good" : "bad";
  const targets = [...new Set(to.flat())];
  // With several servers up the guard keeps the one in use, which only a client that connects can detect.
  const writers = clients.filter(({ section }) => !section.endsWith("-read"));
  const reached = [...new Set(writers.flatMap(({ reaches }) => reaches ?? []))];
  if (databases.length === 1 && targets.length > 1 && reached.length > 0)
    return { tone, note: `to ${names(reached)}; ${targets.length} are up` };
  return { tone, note: targets.length === 0 ? "to nobody" : `to ${names(targets)}` };
}

/** How the front ends see the web server of a node. */
function webOf(node: string, status: Status): Part {
  const views = viewsOf(status).filter(({ section, server }) => section === "jarvis" && server === node);
  const states = new Set(views.map(({ state }) => state));
  const tone: Tone =
    views.length === 0 ? "calm" : states.size > 1 ? "warn" : tones[views[0]?.state ?? "unchecked"];
  return { tone, note: "" };
}

const tones = { up: "good", down: "warn", out: "calm", unchecked: "unknown" } as const;
