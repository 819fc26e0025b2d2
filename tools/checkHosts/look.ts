import { explain } from "../../components/host/explanations.ts";
import { everyHost } from "../hosts/everyHost.ts";
import { ssh } from "../hosts/ssh.ts";
import type { PlannedHost } from "./plan.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { type PlannedStep, scriptFor } from "./script.ts";

/** The steps that are to run on each host, by the host's name. */
type Steps = Promise<ReadonlyMap<string, readonly PlannedStep[]>>;

/** A host, and its answer. */
export interface Looked {
  readonly host: PlannedHost;
  readonly answer: Answer;
}

/** Seconds that a host may take to accept the login, and to answer: what it asks of DNS, PostgreSQL and others has limits of its own. */
const patience = { connect: 5, answer: 120 };

/** Asks one host over one connection. Never throws: what prevents the login would also stop `up`, so it is one of the problems. */
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

/** The error with which `up` would end, split into what is wrong and the remedy. */
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
 * Asks all hosts.
 *
 * @param steps may still be pending: the connections to the hosts are opened meanwhile. If the promise is rejected, no host is asked.
 * @param told called with the number of hosts that have answered so far.
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
