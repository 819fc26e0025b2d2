import type { ServerRow } from "../../../lib/haproxy/stats.ts";

/** HAProxy's codes for the result of a check, in words. */
const ends: Readonly<Record<string, string>> = {
  L4OK: "the port takes connections",
  L4CON: "the port refuses: nothing listens, or a firewall rejects",
  L4TOUT: "nothing answers: host or network gone",
  L6OK: "the connection is there",
  L6TOUT: "connected, no answer in time: it hangs",
  L6RSP: "connected, and no TLS: its certificate is not trusted, or it speaks none",
  L7TOUT: "connected, no answer in time: it hangs",
  L7RSP: "its answer is not HTTP",
  SOCKERR: "HAProxy cannot open a connection",
  CHECKED: "checked by another one",
  INI: "not checked yet",
  UNK: "not checked yet",
  "": "not checked yet",
};

/** Why HAProxy has this server up, down or out, in words. */
export function whyOf(row: ServerRow): string {
  const { proxy, status, check, said } = row;
  if (isHeld(row)) return "was up, and is not checked for up to 60 s while an agent changes";
  if (status.includes("resolution")) return "its name does not resolve";
  if (status.startsWith("MAINT")) return "out of service";
  const [code = "", http = ""] = check.split("/");
  const jarvis = proxy === "jarvis";
  if (code === "L7OK") return `${good(proxy)}${status.startsWith("DOWN") ? ": comes up if it stays so" : ""}`;
  if (code === "L7STS") {
    const who = jarvis ? "Apache" : "the agent";
    return http === "" || http === "0" ? `${who} gives no good answer` : `${who} says ${http}${reason(said)}`;
  }
  return ends[code] ?? code;
}

function good(proxy: string): string {
  if (proxy === "jarvis") return "Apache answers";
  return proxy.endsWith("-read") ? "a standby, good enough" : "the agent says primary";
}

/** An agent's own message, where it says more than the HTTP status. */
function reason(said: string): string {
  const words = /info: "(.*)"$/.exec(said)?.[1] ?? said;
  return words === "" || /^(service unavailable|http status check)/i.test(words) ? "" : `: ${words}`;
}

/** Whether a step has suspended the checks of a server that was up (lib/hold.sh). HAProxy continues to use it. */
export function isHeld({ proxy, status }: ServerRow): boolean {
  return status === "no check" && proxy.startsWith("Postgres-");
}

export function stateOf(row: ServerRow): "up" | "down" | "out" | "unchecked" {
  const { status, check } = row;
  if (isHeld(row)) return "up";
  if (status.startsWith("MAINT")) return status.includes("resolution") ? "down" : "out";
  if (status.startsWith("DRAIN")) return "out";
  // HAProxy regards a server as up until its first check has ended.
  if (/^(UP|NOLB)/.test(status)) return /^(INI)?$/.test(check) ? "unchecked" : "up";
  return "down";
}
