/** command:remote:Command: runs `create`, `update` and `delete` on a host over SSH. */
import type { Client } from "ssh2";
import type { Props } from "../shared/diff.ts";
import { uniqueId } from "../shared/names.ts";
import type { Context, Resource } from "../shared/resource.ts";
import { connectionOf } from "./connection.ts";
import { refused, run, type Ran } from "./run.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Runs `command` as `props` say; `before` is what the last run printed. */
async function execute(command: string, props: Props, before: Props, context: Context): Promise<Ran> {
  // Most runs need no SSH: nothing is to be done, or it is a preview.
  const { dial } = await import("./dial.ts");
  const client = await dial(connectionOf(props["connection"]), (said) => {
    void context.log.status(said, context.urn);
  });
  const logging = props["logging"] ?? "stdoutAndStderr";
  return run(client, command, {
    stdin: text(props["stdin"]),
    env: await environment(client, props, before, context),
    line: (stream, line) => {
      if (logging === stream || logging === "stdoutAndStderr") void context.log.status(line, context.urn);
    },
  });
}

const hint =
  "This only works if the SSH server accepts the variable (AcceptEnv); " +
  "or put it in front of the command: 'VAR=value command'.";

async function environment(
  client: Client,
  props: Props,
  before: Props,
  { log, urn }: Context,
): Promise<Record<string, string>> {
  const wanted = (props["environment"] ?? {}) as Record<string, string>;
  const [missing] = await refused(client, wanted);
  if (missing !== undefined) {
    await log.message("error", `Unable to set '${missing}'. ${hint}`, urn);
    throw new Error(`could not set environment variable ${JSON.stringify(missing)}: ssh: setenv failed`);
  }
  const previous: Record<string, string> = {};
  if (props["addPreviousOutputInEnv"] !== false) {
    const [stdout, stderr] = [text(before["stdout"]), text(before["stderr"])];
    if (stdout !== "") previous["PULUMI_COMMAND_STDOUT"] = stdout;
    if (stderr !== "") previous["PULUMI_COMMAND_STDERR"] = stderr;
  }
  for (const name of await refused(client, previous)) {
    await log.message("warning", `Unable to set '${name}'. ${hint}`, urn);
  }
  return { ...wanted, ...previous };
}

export const remoteCommand: Resource = {
  replaces: (property) => property === "triggers",
  check(inputs) {
    // Bad connections stop at preview; what is not known yet is a string there.
    if (typeof inputs["connection"] === "object") connectionOf(inputs["connection"]);
    return inputs;
  },
  async create(inputs, context) {
    const command = inputs["create"];
    const ran = typeof command === "string" ? await execute(command, inputs, {}, context) : noOutput;
    return { id: uniqueId(context.urn), outs: { ...inputs, ...ran } };
  },
  async update(_id, olds, news, context) {
    const command = news["update"] ?? news["create"];
    if (typeof command === "string") return { ...news, ...(await execute(command, news, olds, context)) };
    return { ...news, stdout: text(olds["stdout"]), stderr: text(olds["stderr"]) };
  },
  async delete(_id, state, context) {
    const command = state["delete"];
    if (typeof command === "string") await execute(command, state, state, context);
  },
};

const noOutput: Ran = { stdout: "", stderr: "" };
