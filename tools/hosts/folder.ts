import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const open = new Set<string>();

/** Runs a task with a temporary folder, which is removed after the task, and also when a signal ends this program. */
export async function inFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  if (open.size === 0) guard();
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ssh-"));
  open.add(folder);
  try {
    return await task(folder);
  } finally {
    remove(folder);
  }
}

/** Writes a file that no other user may read, and returns its path. */
export function privateFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  open.delete(folder);
}

let guarded = false;

function guard(): void {
  if (guarded) return;
  guarded = true;
  const removeAll = (): void => {
    open.forEach(remove);
  };
  process.on("exit", removeAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      removeAll();
      // The program ends by this signal, as it would have without the handler.
      process.kill(process.pid, signal);
    });
}
