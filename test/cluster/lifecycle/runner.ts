// A `pulumi up` or `destroy` that can be killed in the middle.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Stack } from "../../support/stack/stack.ts";

export class Runner {
  readonly ended: Promise<void>;
  readonly #pid: number;

  constructor(
    stack: Stack,
    args: readonly string[] = ["up", "--continue-on-error"],
    env: readonly string[] = [],
  ) {
    const [program = "", ...words] = stack.argv(...args, "--yes", "--skip-preview");
    const child = spawn(program, [...env, ...words], { stdio: "ignore" });
    this.#pid = child.pid ?? 0;
    this.ended = new Promise((resolve) => {
      child.on("close", () => {
        resolve();
      });
    });
  }

  /** SIGKILL, for it and for everything that it has started. */
  async kill(): Promise<void> {
    const all = [this.#pid];
    for (const pid of all) all.push(...childrenOf(pid));
    for (const pid of all) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await this.ended;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
