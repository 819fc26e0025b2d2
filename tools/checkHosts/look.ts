import { explain } from "../../components/host/explanations.ts";
import { everyHost } from "../hosts/everyHost.ts";
import { ssh } from "../hosts/ssh.ts";
import type { PlannedHost } from "./plan.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { type PlannedStep, scriptFor } from "./script.ts";

/** What is to run on each host, by name. */
type Steps = Promise<ReadonlyMap<string, readonly PlannedStep[]>>;

/** A host, and what it said. */
export interface Looked {
  readonly host: PlannedHost;
  readonly answer: Answer;
}

/** Seconds that a host may take to let us in, and to answer: what it asks others, such as DNS and PostgreSQL, has limits of its own. */
const patience = { connect: 5, answer: 120 };

/** Asks one host, over one connection. Never throws: what keeps us from it would keep `up` from it, too. */
async function lookAt(host: PlannedHost, steps: Steps): Promise<Looked> {
  const nothing = { facts: {}, warnings: [], notes: [], changes: [], problems: [], unknowns: [] };
  const stops = (text: string): Looked => ({
    host,
    answer: { ...nothing, problems: [sentence(host, text)] },
  });
  try {
    const command = `${host.becomesRoot}${host.sudo ? "sudo -n " : ""}sh -s`;
    const script = steps.then((all) => scriptFor(host.role, all.get(host.name) ?? []));
    script.catch(() => undefined);
    const { status, stdout, stderr } = await ssh(host.login, command, script, {
      seconds: patience.answer,
      connect: patience.connect,
      nothingSecret: true,
    });
    const answer = readAnswer(stdout);
    if (answer.whole) return { host, answer };
    const said = stderr.trim();
    if (status === 255 || said.includes("What to do:")) return stops(said);
    const last = said.split("\n").at(-1) ?? "";
    const cut = {
      step: "ready",
      text: `its answer is incomplete: ${last === "" ? `status ${status}` : last}`,
    };
    return { host, answer: { ...answer, unknowns: [...answer.unknowns, cut] } };
  } catch (error) {
    return stops(error instanceof Error ? error.message : String(error));
  }
}

/** The sentence with which `up` would end, taken apart. */
function sentence(host: PlannedHost, said: string): Answer["problems"][number] {
  const told = said.includes("What to do:") ? said : explain(host, "ready", said);
  const [, what, remedy] = /step ready: (.*)\. What to do: (.*?)\.?$/s.exec(told ?? "") ?? [];
  if (what !== undefined && remedy !== undefined) return { step: "login", text: what, remedy };
  return {
    step: "login",
    text: `${host.user} cannot log in at ${host.address}: ${said.split("\n").at(-1) ?? ""}`,
    remedy: "see that 'ssh' gets there with the stack's user, key and bastion",
  };
}

/**
 * Asks all of them.
 *
 * @param steps may be still to come: meanwhile the ways to the hosts are made. When they don't come, nothing is asked.
 * @param told with how many have answered.
 */
export function lookAtAll(
  hosts: readonly PlannedHost[],
  steps: Steps,
  told: (done: number) => void,
): Promise<Looked[]> {
  let done = 0;
  return everyHost(
    hosts,
    ({ bastion }) => bastion,
    async (host) => {
      const looked = await lookAt(host, steps);
      told(++done);
      return looked;
    },
  );
}
