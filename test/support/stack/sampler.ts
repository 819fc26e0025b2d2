// Watches a host's process list while something else goes on.
import { readFile } from "node:fs/promises";
import type { TestHost } from "../exec.ts";
import type { Places } from "./places.ts";

const folder = "/run/n2e2e-sampler";

/** Starts watching; the function that it gives ends that and tells what was seen. `planted` is in the environment. */
export async function watchProcesses(host: TestHost, planted: string): Promise<() => Promise<Places>> {
  const input = await readFile(new URL("sampler.py", import.meta.url), "utf8");
  await host.run(`umask 077; mkdir ${folder}; cat > ${folder}/sampler.py`, { input });
  const sampling = host.run(`N2E2E_PLANTED=${planted} python3 ${folder}/sampler.py ${folder} 300`);
  return async () => {
    await host.run(`touch ${folder}/stop`);
    await sampling;
    return {
      "arguments of processes": await host.run(`cat ${folder}/arguments`),
      "environments of processes": await host.run(`cat ${folder}/environments`),
    };
  };
}
