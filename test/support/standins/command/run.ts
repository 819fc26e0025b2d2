/** One command on one host: stdin in, stdout and stderr out, both lived through by the person at the terminal. */
import { constants } from "node:os";
import type { Client, ClientChannel, ExecOptions } from "ssh2";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets each whole line of the streams that are to be shown. */
  readonly line: (stream: "stdout" | "stderr", text: string) => void;
}

/** Runs `command`; an exit other than 0 is an error that holds the command and all it printed. */
export async function run(client: Client, command: string, options: RunOptions): Promise<Ran> {
  const channel = await exec(client, command, { env: { ...options.env } });
  const output = { stdout: "", stderr: "" };
  let both = "";
  const broken: string[] = [];
  const listen = (name: "stdout" | "stderr", stream: NodeJS.ReadableStream) => {
    let rest = "";
    // The engine takes no text that is no UTF-8: the real plugin fails then, although the command did not.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const decoded = (bytes: Buffer): string => {
      try {
        return decoder.decode(bytes, { stream: true });
      } catch {
        broken.push(name);
        return bytes.toString("utf8");
      }
    };
    stream.on("data", (bytes: Buffer) => {
      const text = decoded(bytes);
      output[name] += text;
      both += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) options.line(name, line);
      // The real plugin's reader of lines stops at one of more than 64 KiB, and then nobody reads what the command prints.
      if ([...lines, rest].some((line) => line.length > 65_536)) stream.removeAllListeners("data").pause();
    });
    stream.on("end", () => {
      if (rest !== "") options.line(name, rest);
    });
  };
  listen("stdout", channel);
  listen("stderr", channel.stderr);
  // A command that ends without reading its stdin breaks the pipe; its exit code is what counts.
  channel.on("error", () => undefined);
  channel.end(options.stdin);

  const failure = await ended(channel);
  if (failure !== undefined) throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${both}`);
  if (broken.length > 0)
    throw new Error(
      "rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8",
    );
  return { stdout: output.stdout.replace(/\n$/, ""), stderr: output.stderr.replace(/\n$/, "") };
}

function exec(client: Client, command: string, options: ExecOptions): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, options, (error, channel) => {
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

/** Undefined for exit 0, else what happened. Not by "exit": a quick command's arrives before anybody could listen. */
function ended(channel: ClientChannel): Promise<string | undefined> {
  return new Promise((resolve) => {
    channel.on("close", (code?: number | null, signal?: string) => {
      if (code === 0) resolve(undefined);
      else if (code !== null && code !== undefined) resolve(`Process exited with status ${code}`);
      else if (signal !== undefined)
        resolve(`Process exited with status ${statusOf(signal)} from signal ${signal}`);
      else resolve("wait: remote command exited without exit status or exit signal");
    });
  });
}

function statusOf(signal: string): number {
  const name = signal.startsWith("SIG") ? signal : `SIG${signal}`;
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[name] ?? 0);
}

/** Which of these variables the host's sshd does not let through (AcceptEnv). */
export async function refused(client: Client, env: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(env);
  const answers = names.map(async (name) => {
    const channel = await exec(client, `printenv ${name} >/dev/null`, { env: { [name]: env[name] ?? "" } });
    channel.resume().end();
    return (await ended(channel)) === undefined ? [] : [name];
  });
  return (await Promise.all(answers)).flat();
}
