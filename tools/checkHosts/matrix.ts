import type { Answer, Said } from "./answer.ts";

// The versions in README's "What it was tried on": test/unit/tools/checkHosts/matrix.test.ts compares the two.

/** The versions by the ID in os-release. Minor versions count for Ubuntu only. */
export const systems: Readonly<Record<string, readonly string[]>> = {
  debian: ["11", "12", "13"],
  ubuntu: ["22.04", "24.04"],
  rhel: ["8", "9", "10"],
  rocky: ["8", "9", "10"],
  almalinux: ["8", "9", "10"],
  ol: ["8", "9", "10"],
  centos: ["8", "9", "10"],
  // The dev hosts that simulate the RHEL family.
  n2dev: ["9"],
};
export const haproxy = { from: [1, 8], to: [3, 4] } as const;
export const postgresql = { from: 13, to: 17, least: 10 } as const;

/** A warning for each version on the host that nobody has tried. */
export function outsideMatrix({ facts }: Pick<Answer, "facts">): Said[] {
  const [id = "", version = ""] = (facts["system"] ?? "").split(" ");
  const known = systems[id]?.includes(id === "ubuntu" ? version : (version.split(".")[0] ?? ""));
  const { haproxy: proxy, postgresql: database } = facts;
  return [
    ...(facts["system"] === undefined || known === true ? [] : [untried(facts["os"] ?? id)]),
    ...(proxy === undefined || isBetween(proxy) ? [] : [untried(`HAProxy ${proxy}`)]),
    ...(database === undefined ? [] : ofPostgres(Number(database))),
  ];
}

function untried(what: string): Said {
  return { step: "ready", text: `${what} is not among the versions that were tried, see README.md` };
}

function isBetween(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const number = major * 100 + minor;
  const [from, to] = [haproxy.from, haproxy.to].map(([a, b]) => a * 100 + b);
  return number >= (from ?? 0) && number <= (to ?? 0);
}

function ofPostgres(major: number): Said[] {
  const name = `PostgreSQL ${major}`;
  if (major < postgresql.least)
    return [{ step: "ready", text: `${name} does not support SCRAM, with which the health checks log in` }];
  return major >= postgresql.from && major <= postgresql.to ? [] : [untried(name)];
}
