import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "../../lib/shell.ts";
import { sentScripts } from "../hosts/sent.ts";
import { ssh } from "../hosts/ssh.ts";
import type { Member } from "./members.ts";

/** What went wrong at one step on one host, and what to do. */
export class Trouble extends Error {
  readonly todo: string | undefined;
  /** `said`: the host reported it. `cut`: the host was not reached, or the connection was cut. `over`: no more attempts are to be made. */
  readonly kind: "said" | "cut" | "over";

  constructor(text: string, todo?: string, kind: Trouble["kind"] = "said") {
    super(text);
    this.todo = todo;
    this.kind = kind;
  }
}

const scripts = ["instance", "note", "follow", "stop", "promote", "managers"].map((name) =>
  join(import.meta.dirname, `host/${name}.sh`),
);

/** A call of a function in these files, with quoted arguments. */
export function call(name: string, ...words: readonly (string | number)[]): string {
  return [name, ...words.map((word) => quote(String(word)))].join(" ");
}

/**
 * The script that makes these calls one after the other, for the stdin of `sh -s`. A script that arrives incomplete does nothing, because
 * its last line is no command without its end.
 */
export function scriptOf(calls: readonly string[]): string {
  return [
    ...sentScripts("lib/postgres.sh"),
    ...scripts.map((file) => readFileSync(file, "utf8")),
    `{ ${calls.join("; ")}; record end; }`,
    "",
  ].join("\n");
}

/**
 * Makes calls on a member's host over one connection, and returns the records that they printed. The connection is opened while a promise
 * of the calls is still pending.
 */
export async function run(
  { node, host }: Member,
  calls: readonly string[] | Promise<readonly string[]>,
  seconds = 120,
): Promise<string[][]> {
  const shell = `${host.sudo ? "sudo -n " : ""}sh -s`;
  const input = Promise.resolve(calls).then(scriptOf);
  // The caller that made the promise reports why it is rejected.
  input.catch(() => undefined);
  const { status, stdout, stderr } = await ssh(host.login, shell, input, { seconds });
  const records = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
  if (status === 0 && records.at(-1)?.[0] === "end") return records.slice(0, -1);
  const said = stderr.trim().split("\n").at(-1) ?? "";
  const [, text, todo] = /^(.*)\. What to do: (.*)$/.exec(said) ?? [];
  if (text !== undefined && todo !== undefined) throw new Trouble(`${node}: ${text}`, `On ${node}: ${todo}`);
  throw new Trouble(
    `${node}: ${status === 0 || status === 255 ? "the connection was cut" : `ended with status ${status}`}${said === "" ? "" : `: ${said}`}`,
    `See whether ${node} accepts SSH from this machine; then run this again`,
    "cut",
  );
}
