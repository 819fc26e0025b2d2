import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../lib/program.ts";

/** A machine to log in to. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Without it the SSH agent is asked. */
  readonly privateKey?: string | undefined;
  /** One public key line. Without it any key is accepted, as in the stack that says so. */
  readonly hostKey?: string | undefined;
}

/** How a command ended; 255 when ssh failed. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Login = Hop & { readonly proxy?: Hop | undefined };

/**
 * Runs one command on a host with this machine's ssh client, one connection, with nothing from the user's own
 * configuration: host keys are those given.
 *
 * @param limits in seconds: until it is given up, 120 by default; until the host has let us in, 10 by default.
 */
export function ssh(login: Login, command: string, input: string, limits: Limits = {}): Promise<Ran> {
  return inFolder((folder) =>
    client(folder, login, pinned(folder, "node", login.hostKey), command, input, limits),
  );
}

interface Limits {
  readonly seconds?: number;
  readonly connect?: number;
}

/**
 * The key line that a machine shows: ed25519 if it has one, else ecdsa. Nobody logs in there, only to the proxy on the way.
 *
 * @throws Error with what ssh said, when the machine shows none.
 */
export function shownHostKey(login: Login): Promise<string> {
  return inFolder(async (folder) => {
    const learned = join(folder, "learned");
    const learning = [
      "  StrictHostKeyChecking accept-new",
      `  UserKnownHostsFile ${learned}`,
      "  HashKnownHosts no",
      "  HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521",
      "  PreferredAuthentications none",
    ];
    const { stderr } = await client(folder, { ...login, privateKey: undefined }, learning, "true", "", {
      seconds: 30,
    });
    const [, type, blob] = existsSync(learned) ? readFileSync(learned, "utf8").trim().split(" ") : [];
    if (type !== undefined && blob !== undefined) return `${type} ${blob}`;
    throw new Error(stderr.trim().split("\n").at(-1) ?? "no answer");
  });
}

async function client(
  folder: string,
  login: Login,
  trust: readonly string[],
  command: string,
  input: string,
  { seconds = 120, connect = 10 }: Limits,
): Promise<Ran> {
  const hop = (name: string, { host, port, user, privateKey }: Hop): string[] => [
    `Host ${name}`,
    `  HostName ${host}`,
    `  Port ${port}`,
    `  User ${user}`,
    `  HostKeyAlias ${name}`,
    ...(privateKey === undefined
      ? []
      : [
          "  IdentitiesOnly yes",
          `  IdentityFile ${file(folder, `${name}.key`, privateKey.replace(/\n*$/, "\n"))}`,
        ]),
  ];
  const { proxy } = login;
  const config = [
    ...hop("node", login),
    ...trust,
    ...(proxy === undefined
      ? []
      : ["  ProxyJump bastion", ...hop("bastion", proxy), ...pinned(folder, "bastion", proxy.hostKey)]),
    "Host *",
    "  BatchMode yes",
    `  ConnectTimeout ${connect}`,
    "  LogLevel ERROR",
    "  GlobalKnownHostsFile /dev/null",
    "",
  ];
  const argv = ["ssh", "-F", file(folder, "config", config.join("\n")), "node", command];
  const { status, signal, stdout, stderr } = await runProgram(argv, { input, timeout: seconds * 1000 });
  return { status: status ?? 255, stdout, stderr: signal === null ? stderr : `no end within ${seconds} s` };
}

function pinned(folder: string, name: string, hostKey: string | undefined): string[] {
  return hostKey === undefined
    ? ["  StrictHostKeyChecking no", "  UserKnownHostsFile /dev/null"]
    : [
        "  StrictHostKeyChecking yes",
        `  UserKnownHostsFile ${file(folder, `${name}.known`, `${name} ${hostKey}\n`)}`,
        `  HostKeyAlgorithms ${algorithms(hostKey)}`,
      ];
}

async function inFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ssh-"));
  try {
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function file(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function algorithms(hostKey: string): string {
  const [type = ""] = hostKey.split(" ");
  return type === "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : type;
}
