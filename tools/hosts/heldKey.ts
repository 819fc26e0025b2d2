import { spawn } from "node:child_process";

const agents = new Map<string, Promise<string>>();

/**
 * Starts an SSH agent for this program, and returns the path of its socket. The agent holds the private key in memory only, so no file
 * with the key can be left behind, however this program ends. `ssh-agent` runs the shell below, and ends with it. The shell reads from a
 * pipe of this program, and so ends with this program, even if that is killed.
 *
 * @throws Error with the message of ssh-add, when the text is no key.
 */
export function heldKey(privateKey: string): Promise<string> {
  const socket = agents.get(privateKey) ?? hold(privateKey);
  agents.set(privateKey, socket);
  return socket;
}

const holding =
  'if ssh-add -q - <&3 3<&-; then echo "$SSH_AUTH_SOCK $SSH_AGENT_PID" && exec cat >/dev/null; else kill "$SSH_AGENT_PID"; fi';

function hold(privateKey: string): Promise<string> {
  const shell = spawn("ssh-agent", ["sh", "-c", holding], {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    // A key with a passphrase causes an error rather than a question.
    detached: true,
    env: { ...process.env, SSH_ASKPASS: "/bin/false", SSH_ASKPASS_REQUIRE: "force" },
  });
  const [input, output, errors, key] = shell.stdio;
  const pipes = [input, output, errors, key] as unknown as { unref?: () => void }[];
  return new Promise((resolve, reject) => {
    let said = "";
    let words = "";
    shell.once("error", ({ message }) => {
      reject(new Error(`ssh-agent cannot be run: ${message}`));
    });
    errors.setEncoding("utf8").on("data", (text: string) => (words += text));
    output.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, socket, pid] = /^(\S+) (\d+)\n/.exec(said) ?? [];
      if (socket === undefined || pid === undefined) return;
      process.on("exit", () => {
        end(Number(pid));
      });
      // The agent ends with this program, but does not keep this program from ending.
      shell.unref();
      for (const pipe of pipes) pipe.unref?.();
      resolve(socket);
    });
    shell.once("close", () => {
      agents.delete(privateKey);
      reject(new Error(`ssh-add does not take the private key: ${words.trim()}`));
    });
    key?.once("error", () => undefined);
    (key as NodeJS.WritableStream).end(privateKey.replace(/\r?\n*$/, "\n"));
  });
}

function end(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // The process has already ended.
  }
}
