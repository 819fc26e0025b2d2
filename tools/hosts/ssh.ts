import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { printableLines } from "../../lib/printable.ts";
import { runProgram } from "../../lib/program.ts";
import { inFolder, privateFile } from "./folder.ts";
import { heldKey } from "./heldKey.ts";
import { checkedLogin, type Hop, type Login } from "./login.ts";

/** How a command ended; 255 when ssh failed. Its words hold no control character but tabs and line feeds. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one command on a host with this machine's ssh client, one connection, with nothing from the user's own
 * configuration: host keys are those given.
 *
 * @param input of the command; the way to the host is made while it is still to come.
 * @param how the time limits in seconds: until it is given up, 120 by default; until the host has let us in, 10 by default. And
 *   whether nothing secret is sent or comes back.
 */
export function ssh(
  login: Login,
  command: string,
  input: string | Promise<string>,
  how: How = {},
): Promise<Ran> {
  return inFolder(async (folder) => {
    const checked = checkedLogin(login);
    return client(folder, checked, pinned(folder, "node", checked.hostKey), command, input, how);
  });
}

interface How {
  readonly seconds?: number;
  readonly connect?: number;
  readonly nothingSecret?: boolean;
  /** Gives it up at once. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever the command has printed something on its stdout. */
  readonly heard?: (() => void) | undefined;
}

/**
 * A key exchange that a quantum computer of the future could not undo either costs the client 140 ms of a processor in OpenSSH 9.0 to
 * 9.8. That is eight times as much as the others, and with 50 hosts a fifth of the whole. From 9.9 on there is a quick one, which stays.
 */
const quickKeys = "  KexAlgorithms -sntrup761*";

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
    const nobody = checkedLogin({ ...login, privateKey: undefined });
    const { stderr } = await client(folder, nobody, learning, "true", "", { seconds: 30 });
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
  input: string | Promise<string>,
  { seconds = 120, connect = 10, nothingSecret = false, signal: given, heard }: How,
): Promise<Ran> {
  const hop = async (name: string, { host, port, user, privateKey }: Hop): Promise<string[]> => [
    `Host ${name}`,
    `  HostName ${host}`,
    `  Port ${port}`,
    `  User ${user}`,
    `  HostKeyAlias ${name}`,
    // No file of anybody's: that agent has this key alone.
    ...(privateKey === undefined
      ? []
      : ["  IdentityFile none", `  IdentityAgent "${await heldKey(privateKey)}"`]),
  ];
  const { proxy } = login;
  const config = [
    ...(await hop("node", login)),
    ...trust,
    ...(proxy === undefined
      ? []
      : [
          "  ProxyJump bastion",
          ...(await hop("bastion", proxy)),
          ...pinned(folder, "bastion", proxy.hostKey),
        ]),
    "Host *",
    "  BatchMode yes",
    ...(nothingSecret ? [quickKeys] : []),
    `  ConnectTimeout ${connect}`,
    "  LogLevel ERROR",
    "  GlobalKnownHostsFile /dev/null",
    "",
  ];
  const argv = ["ssh", "-F", privateFile(folder, "config", config.join("\n")), "node", command];
  const { status, signal, stdout, stderr } = await runProgram(argv, {
    input,
    timeout: seconds * 1000,
    signal: given,
    heard,
  });
  return {
    status: status ?? 255,
    stdout: printableLines(stdout),
    // OpenSSH ends its own lines as a terminal in raw mode needs them.
    stderr: signal === null ? printableLines(stderr.replaceAll("\r\n", "\n")) : `no end within ${seconds} s`,
  };
}

function pinned(folder: string, name: string, hostKey: string | undefined): string[] {
  return hostKey === undefined
    ? ["  StrictHostKeyChecking no", "  UserKnownHostsFile /dev/null"]
    : [
        "  StrictHostKeyChecking yes",
        `  UserKnownHostsFile ${privateFile(folder, `${name}.known`, `${name} ${hostKey}\n`)}`,
        `  HostKeyAlgorithms ${algorithms(hostKey)}`,
      ];
}

function algorithms(hostKey: string): string {
  const [type = ""] = hostKey.split(" ");
  return type === "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : type;
}
