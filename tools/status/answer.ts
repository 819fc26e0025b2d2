import { parseStats, type ServerRow } from "../../lib/haproxy/stats.ts";

/** What one host said, nothing of it judged yet. Numbers are as they came: `undefined` where there was none. */
export interface Answer {
  /** What the host was asked, where it knows that itself: for a login that may only look. */
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
  /** Fingerprints: of haproxy.cfg, of it and the secrets beside it, and of what HAProxy has loaded of both. */
  readonly config: { readonly file: string; readonly onDisk: string; readonly loaded: string } | undefined;
  /** By database, then by what the query calls it. */
  readonly databases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What was met at the end of each path: an answer, or the words of a failure. */
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
  /** Those that HAProxy shows or asks for; `days` is below zero for one that has ended. */
  readonly certificates: readonly {
    readonly use: string;
    readonly name: string;
    readonly days: number;
    readonly ends: string;
    readonly issuer: string;
  }[];
  /** The guard's own lines; none when it does not answer. */
  readonly guard: readonly string[];
  /** Of each virtual address; `state` is what keepalived came into so many seconds ago, by its own words. */
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

/** Reads what the scripts in `host/` print; nothing when the end of it is missing. */
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

/** A number that PostgreSQL, HAProxy or the shell wrote; nothing for anything else. */
export function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}

/** The same, of things that are counted. */
export function whole(text: string | undefined): number | undefined {
  return text?.includes(".") === true ? undefined : numeric(text);
}
