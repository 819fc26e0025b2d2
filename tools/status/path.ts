import { readEndpoint } from "../../lib/addresses.ts";

/** A path from one node to an SMS node that a failover to that node will need. */
export interface Path {
  readonly kind: "agent" | "postgresql" | "jarvis";
  /** The section of HAProxy that needs it. */
  readonly section: string;
  readonly to: string;
  readonly address: string;
  readonly port: number;
  /** The role that logs in to PostgreSQL there. */
  readonly login?: string;
  /** The request of HAProxy's check; a login to PostgreSQL has none. */
  readonly check?: { readonly method: string; readonly path: string; readonly tls: boolean };
}

// Reads the configuration that `renderSms` and `renderFe` made for HAProxy. No other module reads it.

/** The servers that the configuration disables. */
export function outOfService(config: string): string[] {
  const servers = sectionsOf(config).flatMap(({ lines }) => lines.filter(([first]) => first === "server"));
  return [...new Set(servers.filter((words) => words.includes("disabled")).map(([, server = ""]) => server))];
}

/**
 * The paths over which HAProxy checks its servers and forwards connections. A server that is out of service has none.
 *
 * @param writers the sections that send to PostgreSQL's primary.
 * @param login the role of the health checks.
 */
export function pathsOf(config: string, writers: readonly string[], login: string): Path[] {
  return sectionsOf(config).flatMap(({ name, lines }) => {
    const database = writers.includes(name);
    if (!database && name !== "jarvis") return [];
    // A line of the operator's may define another check: HAProxy uses the last one.
    const asks = lines.findLast((words) => words[0] === "option" && words[1] === "httpchk") ?? [];
    const [, , method = "OPTIONS", path = "/"] = asks;
    return serversOf(lines).flatMap(({ port, checkPort, tls, ...server }): Path[] => {
      const check = { method, path, tls };
      return database
        ? [
            { kind: "agent", section: name, ...server, port: checkPort, check },
            { kind: "postgresql", section: name, ...server, port, login },
          ]
        : [{ kind: "jarvis", section: name, ...server, port: checkPort, check }];
    });
  });
}

/** The sections of a configuration, each line split into words. */
function sectionsOf(config: string): { name: string; lines: string[][] }[] {
  const sections: { name: string; lines: string[][] }[] = [];
  for (const line of config.split("\n")) {
    const words = line.trim().split(/ +/);
    if (/^[a-z]/.test(line)) sections.push({ name: words[1] ?? "", lines: [] });
    else if (!line.trim().startsWith("#")) sections.at(-1)?.lines.push(words);
  }
  return sections;
}

function serversOf(
  lines: readonly string[][],
): { to: string; address: string; port: number; checkPort: number; tls: boolean }[] {
  return lines
    .filter((words) => words[0] === "server" && words.includes("check") && !words.includes("disabled"))
    .map(([, to = "", at = "", ...words]) => {
      const { address, port } = readEndpoint(at);
      const own = words.indexOf("port");
      return {
        to,
        address,
        port,
        checkPort: own < 0 ? port : Number(words[own + 1]),
        tls: words.includes("check-ssl") || words.includes("ssl"),
      };
    });
}
