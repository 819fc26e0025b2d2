import { closureOf } from "../../components/host/closure.ts";
import { toolkitFiles } from "../../components/host/toolkit.ts";

/**
 * These scripts of the toolkit, behind status/start.sh and the modules that they need, for the stdin of `sh -s`: a host that is
 * asked so may have an older toolkit, or none.
 */
export function sentScripts(...paths: readonly string[]): string[] {
  const [start = "", ...others] = closureOf(toolkitFiles, ["status/start.sh", ...paths])
    // A program in another language stays where it is: lib/login.sh says so where there is none.
    .filter((path) => path.endsWith(".sh"))
    .map((path) => toolkitFiles.get(path) ?? "");
  // Everything that is needed comes along.
  return [start, "TOOLKIT=$STATE/toolkit", "need() { :; }", ...others];
}
