import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/**
 * Runs one command on a host with this machine's ssh client, one connection, with nothing from the user's own
 * configuration: host keys are those given.
 *
 * @param seconds until it is given up; 120 by default.
 */
export async function ssh(
  login: Hop & { readonly proxy?: Hop | undefined },
  command: string,
  input: string,
  seconds = 120,
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ssh-"));
  try {
    const file = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const hop = (name: string, { host, port, user, privateKey, hostKey }: Hop): string[] => [
      `Host ${name}`,
      `  HostName ${host}`,
      `  Port ${port}`,
      `  User ${user}`,
      `  HostKeyAlias ${name}`,
      ...(privateKey === undefined
        ? []
        : [
            "  IdentitiesOnly yes",
            `  IdentityFile ${file(`${name}.key`, privateKey.replace(/\n*$/, "\n"))}`,
          ]),
      ...(hostKey === undefined
        ? ["  StrictHostKeyChecking no", "  UserKnownHostsFile /dev/null"]
        : [
            "  StrictHostKeyChecking yes",
            `  UserKnownHostsFile ${file(`${name}.known`, `${name} ${hostKey}\n`)}`,
            `  HostKeyAlgorithms ${algorithms(hostKey)}`,
          ]),
    ];
    const { proxy } = login;
    const config = [
      ...hop("node", login),
      ...(proxy === undefined ? [] : ["  ProxyJump bastion", ...hop("bastion", proxy)]),
      "Host *",
      "  BatchMode yes",
      "  ConnectTimeout 10",
      "  LogLevel ERROR",
      "  GlobalKnownHostsFile /dev/null",
      "",
    ];
    const argv = ["ssh", "-F", file("config", config.join("\n")), "node", command];
    const { status, signal, stdout, stderr } = await runProgram(argv, { input, timeout: seconds * 1000 });
    return {
      status: status ?? 255,
      stdout,
      stderr: signal === null ? stderr : `no end within ${seconds} s`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function algorithms(hostKey: string): string {
  const [type = ""] = hostKey.split(" ");
  return type === "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : type;
}
