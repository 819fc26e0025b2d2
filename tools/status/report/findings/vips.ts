import type { Finding, Vip } from "../../schema.ts";
import { finding, names, span } from "./finding.ts";

/** Moves in ten minutes. A failover is one move, and so is the first assignment of an address to a node. */
const often = 3;

/** What is wrong with a virtual address: no node has it, several have it, another machine has it, or it moves too often. */
export function vipFindings(vip: Vip): Finding[] {
  const { moves, nodes } = vip;
  const flaps =
    moves > often
      ? [
          finding(
            "degraded",
            "vip-flapping",
            nodes.map(({ node }) => node),
            `${named(vip)} moved ${moves} times in 10 minutes`,
            {
              todo: `On its nodes: journalctl -u keepalived; ${page}, A virtual address moves again and again`,
            },
          ),
        ]
      : [];
  // Only nodes that could be read show which node has the address.
  return nodes.every(({ state }) => state === "unknown") ? flaps : [...whose(vip), ...flaps];
}

const page = "docs/on-call.md";
const lookAgain = `Look again: while an address moves, this is normal for a second. If it lasts: ${page}, A virtual address is nowhere or twice`;

function named({ name, address }: Vip): string {
  return `${address} (${name})`;
}

function whose(vip: Vip): Finding[] {
  const { nodes } = vip;
  const which = (state: Vip["nodes"][number]["state"]): string[] =>
    nodes.filter((each) => each.state === state).map(({ node }) => node);
  const [holders, unread] = [which("has it"), which("unknown")];
  const [holder, second] = holders;
  if (holder === undefined)
    return nodes.some(({ answers }) => answers === true) ? [unseen(vip, unread)] : [nobody(vip, unread)];
  if (second !== undefined) {
    const count = holders.length === 2 ? "two" : holders.length;
    const text = `${count} nodes have ${named(vip)}: ${names(holders)}`;
    return [finding("critical", "vip-several", holders, text, { todo: lookAgain })];
  }
  return unanswered(vip, holder);
}

/** A machine answers, but no node that was read has the address. */
function unseen(vip: Vip, unread: readonly string[]): Finding {
  if (unread.length > 0) {
    const text = `${named(vip)} answers, and is on no node that could be read: ${names(unread)} may have it`;
    return finding("note", "vip-holder-unknown", unread, text);
  }
  const text = `another machine answers at ${named(vip)}, which no node of this stack has`;
  const nodes = vip.nodes.map(({ node }) => node);
  return finding("critical", "vip-stranger", nodes, text, { todo: lookAgain });
}

function nobody(vip: Vip, unread: readonly string[]): Finding {
  const long = vip.since === null ? "" : ` for ${span(vip.since)}`;
  const why = vip.nodes.flatMap(({ node, state }) =>
    state === "stopped"
      ? [`keepalived of ${node} does not run`]
      : state === "not serving"
        ? [`${node} does not serve`]
        : [],
  );
  const who = unread.length === 0 ? "no node has" : "nobody answers at, and no node that could be read has,";
  return finding(
    "critical",
    "vip-nobody",
    vip.nodes.map(({ node }) => node),
    `${who} ${named(vip)}${long}${why.length === 0 ? "" : `: ${names(why)}`}`,
    { todo: lookAgain },
  );
}

/** One node has the address, and a node that asked there got no answer. */
function unanswered(vip: Vip, holder: string): Finding[] {
  const asked = vip.nodes.filter(({ answers }) => answers !== null);
  const without = asked.filter(({ answers }) => answers === false).map(({ node }) => node);
  if (without.length === 0) return [];
  const alone = without.includes(holder);
  const text = alone
    ? `${holder} has ${named(vip)}, and nothing answers there on port ${vip.port}`
    : `${names(without)} ${without.length === 1 ? "gets" : "get"} no answer at ${named(vip)}, which ${holder} has`;
  return [
    finding(
      alone ? "critical" : "degraded",
      "vip-unanswered",
      alone ? [holder] : [...without, holder],
      text,
      {
        todo: alone
          ? `On ${holder}: HAProxy and Apache, and whether they listen on all addresses`
          : `See whether these nodes reach each other; ${page}, A virtual address is nowhere or twice`,
      },
    ),
  ];
}
