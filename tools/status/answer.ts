import { parseStats, type ServerRow } from "../../lib/haproxy/stats.ts";

/** The answer of one host, before it is judged. Numbers are as received: `undefined` where there was none. */
export interface Answer {
  /** The question, where the host itself knows it: with a login that may only read the status. */
  readonly asked: string | undefined;
  readonly os: string | undefined;
  readonly uptime: number | undefined;
  readonly services: readonly {
    readonly name: string;
    readonly load: string;
    readonly active: string;
    readonly enabled: string;
    readonly since: number;
  }[];
  readonly haproxyVersion: string | undefined;
  readonly haproxy:
    { readonly running: number; readonly sessions: number; readonly limit: number } | undefined;
  readonly servers: readonly ServerRow[];
  readonly replaced: readonly { pid: number; running: number; sessions: number | undefined }[];
  /** Fingerprints of haproxy.cfg, of haproxy.cfg with the secrets beside it, and of what HAProxy has loaded of both. */
  readonly config: { readonly file: string; readonly onDisk: string; readonly loaded: string } | undefined;
  /** Values by database, and then by their names in the query. */
  readonly databases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The result at the end of each path: an answer, or the message of a failure. */
  readonly paths: readonly {
    readonly kind: string;
    readonly section: string;
    readonly to: string;
    readonly address: string;
    readonly answer: string;
    readonly says: string;
  }[];
  readonly clients: readonly { section: string; role: string; address: string; trouble: string }[];
  readonly requests: readonly { what: string; code: number }[];
  /** Certificates that HAProxy presents or checks; `days` is negative for one that has expired. */
  readonly certificates: readonly {
    readonly use: string;
    readonly name: string;
    readonly days: number;
    readonly ends: string;
    readonly issuer: string;
  }[];
  /** The lines of the guard's answer; empty when it does not answer. */
  readonly guard: readonly string[];
  /** The virtual addresses; `state` is keepalived's own name for its state, which it entered `since` seconds ago. */
  readonly vips: readonly {
    readonly name: string;
    readonly has: boolean;
    readonly answers: boolean;
    readonly state: string;
    readonly since: number | undefined;
    readonly moves: number;
  }[];
  /** What could not be read. */
  readonly troubles: readonly string[];
}

/** Reads what the scripts in `assets/scripts/status/` print; returns undefined when the end of it is missing. */
export function readAnswer(output: string): Answer | undefined {
  const lines = output.split("\n").filter((line) => line !== "");
  if (lines.pop() !== "end") return undefined;
  const records = lines.map((line) => line.split("\t"));
  const all = (kind: string): string[][] =>
    records.filter(([first]) => first === kind).map(([, ...words]) => words);
  const one = (kind: string): string[] | undefined => all(kind)[0];
  const info = new Map(all("info").map(([key = "", value]) => [key, whole(value) ?? 0]));
  const number = (key: string): number => info.get(key) ?? 0;
  const config = one("config");
  const rows = records.filter(([first]) => first === "database");
  return {
    asked: one("question")?.[0],
    os: one("host")?.[0],
    uptime: numeric(one("host")?.[1]),
    services: all("service").map(([name = "", load = "", active = "", enabled = "", since]) => ({
      name,
      load,
      active,
      enabled,
      since: numeric(since) ?? 0,
    })),
    haproxyVersion: all("version").find(([what]) => what === "haproxy")?.[1],
    haproxy: info.has("Pid")
      ? { running: number("Uptime_sec"), sessions: number("CurrConns"), limit: number("Maxconn") }
      : undefined,
    servers: parseStats(all("stat").flat().join("\n")),
    replaced: all("replaced").map(([pid, running, sessions]) => ({
      pid: whole(pid) ?? 0,
      running: numeric(running) ?? 0,
      sessions: whole(sessions),
    })),
    config:
      config === undefined
        ? undefined
        : { file: config[0] ?? "", onDisk: config[1] ?? "", loaded: config[2] ?? "" },
    databases: new Map(
      [...new Set(rows.map(([, name = ""]) => name))].map((name) => [
        name,
        new Map(rows.filter(([, of]) => of === name).map(([, , key = "", value = ""]) => [key, value])),
      ]),
    ),
    paths: all("path").map(([kind = "", section = "", to = "", address = "", answer = "", says = ""]) => ({
      kind,
      section,
      to,
      address,
      answer,
      says,
    })),
    clients: all("through").map(([section = "", role = "", address = "", trouble = ""]) => ({
      section,
      role,
      address,
      trouble,
    })),
    requests: all("request").map(([what = "", code]) => ({ what, code: whole(code) ?? 0 })),
    certificates: all("certificate").flatMap(([use = "", name = "", days = "", ends = "", issuer = ""]) =>
      /^-?\d{1,6}$/.test(days) && /^\d{4,5}-\d\d-\d\d$/.test(ends)
        ? [{ use, name, days: Number(days), ends, issuer }]
        : [],
    ),
    guard: all("guard").map(([line = ""]) => line),
    vips: all("vip").map(([name = "", has, answers, state = "", since, moves]) => ({
      name,
      has: has === "yes",
      answers: answers === "yes",
      state,
      since: numeric(since),
      moves: whole(moves) ?? 0,
    })),
    troubles: all("trouble").map(([what = ""]) => what),
  };
}

/** A number as PostgreSQL, HAProxy or the shell writes it; undefined for any other text. */
export function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}

/** The same, for whole numbers only. */
export function whole(text: string | undefined): number | undefined {
  return text?.includes(".") === true ? undefined : numeric(text);
}
