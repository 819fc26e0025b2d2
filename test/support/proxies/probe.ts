// Somebody who asks for a page every 5 ms while something happens to the host.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("probe.py", import.meta.url));

export interface Gap {
  readonly asked: number;
  readonly failed: number;
  /** From the first failure to the last one, in milliseconds. */
  readonly gap_ms: number;
  readonly kinds: Readonly<Record<string, number>>;
}

/** Asks `address` for / on `port` for as long as `during` takes, and half a second before and after. */
export async function askDuring(address: string, port: number, during: () => Promise<unknown>): Promise<Gap> {
  const probe = spawn("python3", [program, address, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  let stdout = "";
  const ended = new Promise<void>((resolve) =>
    probe.on("close", () => {
      resolve();
    }),
  );
  const started = new Promise<void>((resolve) => {
    probe.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      resolve();
    });
  });
  await Promise.race([started, ended]);
  try {
    await pause(500);
    await during();
    await pause(500);
  } finally {
    probe.stdin.end();
    await ended;
  }
  return JSON.parse(stdout.split("\n")[1] ?? "") as Gap;
}

/**
 * How new connections to these URLs fail meanwhile, one after the other for each: what curl says of them. `curl` runs it with options, and
 * gives its output.
 */
export async function failuresDuring(
  urls: readonly string[],
  curl: (url: string, options: readonly string[]) => Promise<string>,
  change: () => Promise<unknown>,
): Promise<Record<string, string[]>> {
  const users = { ask: true };
  const failed: Record<string, string[]> = Object.fromEntries(urls.map((url) => [url, []]));
  const asking = urls.map(async (url) => {
    while (users.ask) {
      const said = await curl(url, ["-k", "-o", "/dev/null", "-w", "%{http_code} %{errormsg}"]);
      if (!said.startsWith("200")) failed[url]?.push(said);
    }
  });
  try {
    await change();
  } finally {
    users.ask = false;
    await Promise.all(asking);
  }
  return failed;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
