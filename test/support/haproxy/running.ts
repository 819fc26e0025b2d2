// A real HAProxy on loopback that runs a rendered configuration, with its files in a folder of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";

export interface Running {
  readonly folder: string;
  readonly process: ChildProcess;
  /** What the admin socket answers. */
  ask: (command: string) => Promise<string>;
  stop: () => Promise<void>;
}

/** Starts it and waits until it answers. `arguments` are those of its unit, such as `-L NAME`. */
export async function start(text: string, args: readonly string[] = []): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ha-running-"));
  // The worker is the user haproxy.
  chmodSync(folder, 0o755);
  const [main, beside] = [join(folder, "haproxy.cfg"), join(folder, "n2acd-ha.cfg")];
  writeFileSync(
    main,
    text
      .replace("/run/haproxy.sock-", `${folder}/`)
      .replace("/var/lib/haproxy/n2acd-ha.state", `${folder}/n2acd-ha.state`)
      .replace("chroot /var/lib/haproxy", `chroot ${folder}`),
  );
  writeFileSync(join(folder, "n2acd-ha.state"), "1\n");
  writeFileSync(beside, renderSecrets({ user: "admin", password: "running" }));
  const started = spawn("haproxy", ["-W", "-f", main, "-f", beside, ...args], { stdio: "pipe" });
  let said = "";
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding("utf8").on("data", (words: string) => (said += words));
  const ask = (command: string): Promise<string> => answer(join(folder, "admin"), `${command}\n`);
  for (
    let tries = 0;
    !existsSync(join(folder, "admin")) || !(await ask("show info")).includes("Pid:");
    tries += 1
  ) {
    if (started.exitCode !== null || tries > 100) throw new Error(`haproxy does not start: ${said}`);
    await pause(50);
  }
  const stop = async (): Promise<void> => {
    started.kill("SIGTERM");
    if (started.exitCode === null) await once(started, "exit");
    rmSync(folder, { recursive: true });
  };
  return { folder, process: started, ask, stop };
}

/** What comes back over a socket after `request`, until its end, or the words of an error; nothing after `patience` ms. */
export function answer(
  to: string | number | { host: string; port: number },
  request: string,
  patience = 3000,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = typeof to === "number" ? connect(to, "127.0.0.1") : connect(to as string);
    let text = "";
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(patience, end).setEncoding("utf8");
    socket.on("data", (data: string) => (text += data)).on("end", end);
    socket.on("error", (error: NodeJS.ErrnoException) => {
      text += error.code ?? "";
      end();
    });
    socket.write(request);
  });
}

/** That many connections that say `words` at most, open until they are ended. */
export async function hold(port: number, count: number, words = "", host = "127.0.0.1"): Promise<() => void> {
  const sockets: Socket[] = [];
  for (let each = 0; each < count; each += 1) {
    const socket = connect(port, host).on("error", () => undefined);
    if (words !== "") socket.write(words);
    sockets.push(socket);
    if (each % 50 === 0) await pause(5);
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
