// Cuts connections on a host while something else goes on.
import { readFile } from "node:fs/promises";
import type { TestHost } from "../exec.ts";

const folder = "/run/n2e2e-cutter";

export interface Cutter {
  /** What has been cut so far, such as `packages:apply`, in alphabetical order. */
  cut(): Promise<string[]>;
  /** Does away with it. */
  end(): Promise<void>;
}

/** Has the connection of each of these steps cut once, `delay` seconds after it has begun. */
export async function cutConnections(
  host: TestHost,
  steps: readonly string[],
  delay: (step: string) => number,
): Promise<Cutter> {
  const input = await readFile(new URL("cutter.py", import.meta.url), "utf8");
  await host.run(`mkdir -p ${folder}; : > ${folder}/cut; cat > ${folder}/cutter.py`, { input });
  const words = steps.map((step) => `${step}@${delay(step)}`);
  const command = `exec python3 ${folder}/cutter.py ${folder} 600 ${words.join(" ")}`;
  const running = host.exec(`echo $$ > ${folder}/pid; ${command}`, { timeout: 620_000 });
  return {
    cut: async () => (await host.run(`sort ${folder}/cut`)).split("\n").filter((line) => line !== ""),
    end: async () => {
      await host.exec(`kill $(cat ${folder}/pid)`);
      await running;
      await host.run(`rm -r ${folder}`);
    },
  };
}
