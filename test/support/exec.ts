// Commands on a test host, in its container or over ssh: the same for whoever runs them.
import { runProgram } from "../../lib/program.ts";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  /** Arrives on the command's stdin; nothing does by default. */
  readonly input?: string;
  /** Milliseconds until the local client is killed; five minutes by default. What it started on the host may live on. */
  readonly timeout?: number;
}

export interface TestHost {
  readonly name: string;
  /** Runs shell text as root and reports how it ended. */
  readonly exec: (command: string, options?: Options) => Promise<Outcome>;
  /** Runs shell text as root and gives its stdout; anything but status 0 is thrown. */
  readonly run: (command: string, options?: Options) => Promise<string>;
}

/** A host that is a local container. */
export function container(name: string): TestHost {
  return testHost(name, (command) => ["docker", "exec", "-i", name, "sh", "-c", command]);
}

export interface SshAddress {
  readonly address: string;
  readonly user: string;
  readonly keyFile: string;
  readonly port?: number;
}

/** A host reached with the ssh client, where the user becomes root with sudo. Its host key is not looked at. */
export function sshHost(name: string, { address, user, keyFile, port = 22 }: SshAddress): TestHost {
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
  ];
  return testHost(name, (command) => [
    ...["ssh", "-i", keyFile, "-p", String(port), ...options.flatMap((option) => ["-o", option])],
    `${user}@${address}`,
    `sudo -n sh -c ${quote(command)}`,
  ]);
}

/** Runs a program of this machine and reports how it ended. */
export async function local(
  argv: readonly string[],
  { input, timeout = 300_000 }: Options = {},
): Promise<Outcome> {
  const { status, signal, stdout, stderr } = await runProgram(argv, { input, timeout });
  return { status: status ?? 255, stdout, stderr: signal ? `${stderr}(ended by ${signal})\n` : stderr };
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function testHost(name: string, argv: (command: string) => string[]): TestHost {
  const exec = (command: string, options?: Options) => local(argv(command), options);
  return {
    name,
    exec,
    async run(command, options) {
      const { status, stdout, stderr } = await exec(command, options);
      if (status !== 0) throw new Error(`${name}: status ${status} from ${command}\n${stdout}${stderr}`);
      return stdout;
    },
  };
}
