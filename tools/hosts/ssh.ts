import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { printableLines } from "../../lib/printable.ts";
import { runProgram } from "../../lib/program.ts";
import { inFolder, privateFile } from "./folder.ts";
import { heldKey } from "./heldKey.ts";
import { checkedLogin, type Hop, type Login } from "./login.ts";

/** How a command ended; the status is 255 when ssh failed. The output has no control characters but tabs and line feeds. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one command on a host over one connection of this machine's ssh client. The user's own ssh configuration is not read: the host
 * keys are those of the login.
 *
 * @param input for the command; the connection is opened while a promise is still pending.
 * @param how the time limits in seconds: 120 by default for the whole command, and 10 by default until the host has accepted the login.
 *   And whether nothing secret is sent or received.
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
  /** Ends the command at once when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever the command has printed something on its stdout. */
  readonly heard?: (() => void) | undefined;
}

/**
 * The key exchange that is safe from future quantum computers costs the client 140 ms of CPU time in OpenSSH 9.0 to 9.8. That is eight
 * times as much as the others, and with 50 hosts a fifth of the total. From 9.9 on there is also a quick one, which stays enabled.
 */
const quickKeys = "  KexAlgorithms -sntrup761*";

/**
 * Returns the public key line that a machine shows: ed25519 if it has one, else ecdsa. The only login is that to the proxy on the way.
 *
 * @throws Error with ssh's message, when the machine shows no key.
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
    // No key file is used: the agent holds this key alone.
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
    // OpenSSH ends its own lines with CR LF, as a terminal in raw mode needs.
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
