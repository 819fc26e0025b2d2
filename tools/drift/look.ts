import { ssh } from "../hosts/ssh.ts";
import type { AppliedHost } from "../hosts/applied.ts";
import { type Looked, readFindings } from "./findings.ts";
import { probe } from "./probe.ts";

/** Checks one host over one connection. Never throws: a host that cannot be checked is a trouble of its own. */
export async function lookAt(host: AppliedHost): Promise<Looked> {
  try {
    const { status, stdout, stderr } = await ssh(
      host.login,
      `${host.sudo ? "sudo -n " : ""}sh -s`,
      probe(host),
    );
    const looked = readFindings(host.name, stdout);
    if (status === 0) return looked;
    const said = stderr.trim().split("\n").at(-1) ?? "";
    return { ...looked, troubles: [`${host.name}: could not be looked at: ${said || `status ${status}`}`] };
  } catch (error) {
    return {
      findings: [],
      troubles: [`${host.name}: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
