import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Ends a program that a test has started, also one that it has stopped, and waits until it has exited. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGCONT");
  child.kill("SIGTERM");
  await exit;
}
