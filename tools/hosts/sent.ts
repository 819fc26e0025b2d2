import { closureOf } from "../../components/host/closure.ts";
import { toolkitFiles } from "../../components/host/toolkit.ts";

/**
 * These scripts of the toolkit, preceded by status/start.sh and the modules that they need, for the stdin of `sh -s`: the host may have
 * an older toolkit, or none.
 */
export function sentScripts(...paths: readonly string[]): string[] {
  const [start = "", ...others] = closureOf(toolkitFiles, ["status/start.sh", ...paths])
    // A program in another language is not sent: lib/login.sh reports it where the host has none.
    .filter((path) => path.endsWith(".sh"))
    .map((path) => toolkitFiles.get(path) ?? "");
  // All modules that are needed are in the list, so `need` does nothing.
  return [start, "TOOLKIT=$STATE/toolkit", "need() { :; }", ...others];
}
