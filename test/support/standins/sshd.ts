/** A real sshd on the loopback, with keys and configuration of its own. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface Sshd {
  /** What a remote.Command needs to get in; the host key is pinned. */
  readonly connection: Readonly<{
    host: string;
    port: number;
    user: string;
    privateKey: string;
    hostKey: string;
  }>;
  /** A folder that is gone after `stop`. */
  readonly folder: string;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/** Makes a key pair; gives the path of the private key. */
export function makeKey(folder: string, name: string): string {
  const file = path.join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return file;
}

/** Tries for five seconds. */
export async function eventually(work: () => unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(50);
    }
  }
}

/**
 * @param extra further lines of its configuration.
 * @param address where it listens.
 */
export async function startSshd(extra: readonly string[] = [], address = "127.0.0.1"): Promise<Sshd> {
  const program = "/usr/sbin/sshd";
  if (!existsSync(program)) throw new Error("sshd is needed: scripts/apt-packages.sh openssh-server");
  const folder = mkdtempSync(path.join(tmpdir(), "sshd-"));
  const [hostKey, userKey] = [makeKey(folder, "host"), makeKey(folder, "user")];
  const port = await freePort();
  const config = [
    `Port ${port}`,
    `ListenAddress ${address}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${userKey}.pub`,
    `PidFile none`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    ...extra,
  ];
  writeFileSync(path.join(folder, "config"), `${config.join("\n")}\n`);
  // Debian's sshd, started as root, insists on this empty folder.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  const daemon = spawn(program, ["-D", "-e", "-f", path.join(folder, "config")], { stdio: "ignore" });
  // A test file that breaks off ends all the same.
  daemon.unref();
  process.once("exit", () => daemon.kill());
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries === 100 || daemon.exitCode !== null)
      throw new Error(`${program} did not start on port ${port}`);
    await delay(50);
  }
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    connection: {
      host: "127.0.0.1",
      port,
      user: userInfo().username,
      privateKey: read(userKey),
      hostKey: read(`${hostKey}.pub`),
    },
    folder,
    stop: () => stop(daemon, folder),
  };
}

async function stop(daemon: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => daemon.once("exit", resolve));
  daemon.ref();
  daemon.kill();
  await gone;
  rmSync(folder, { recursive: true });
}
