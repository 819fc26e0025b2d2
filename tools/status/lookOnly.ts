import { everyHost } from "../hosts/everyHost.ts";
import type { InventoryHost } from "../hosts/inventory.ts";
import { ssh } from "../hosts/ssh.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { readAsked, unasked } from "./asked.ts";
import { type Looked, patience, unreadIn } from "./look.ts";
import type { Question } from "./question.ts";

/** A host's answer to a login that may only read the status, or the reason why there is none. */
interface Heard {
  readonly question: Question | undefined;
  readonly answer: Answer | undefined;
  readonly trouble: string | undefined;
}

/**
 * Asks all hosts with a key that may only read the status: each host has stored its question, and runs no other command.
 *
 * @param privateKey without it ssh uses its agent, or a key of this machine's user.
 * @param before the result of an earlier look: hosts that could not be read then are not asked again.
 */
export async function lookOnlyAtAll(
  hosts: readonly InventoryHost[],
  privateKey: string | undefined,
  before?: readonly Looked[],
): Promise<Looked[]> {
  const unread = unreadIn(before);
  const heard = await everyHost<InventoryHost, Heard>(
    hosts,
    ({ login }) => login.proxy?.host,
    async (host) => unread.get(host.name) ?? lookOnlyAt(host, privateKey),
  );
  const databases = heard.find(({ question }) => question?.kind === "sms")?.question?.databases ?? [];
  return heard.map(({ question, ...rest }, i) => {
    const host = hosts[i];
    if (host === undefined) throw new Error("there are more answers than hosts");
    return { ...rest, question: question ?? unasked(known(host), databases) };
  });
}

/** Never throws: a host that cannot be read has a trouble in place of an answer. */
async function lookOnlyAt(host: InventoryHost, privateKey: string | undefined): Promise<Heard> {
  const nothing = (trouble: string): Heard => ({ question: undefined, answer: undefined, trouble });
  const key = privateKey === undefined ? {} : { privateKey };
  const { proxy, ...hop } = host.login;
  const login = { ...hop, ...key, ...(proxy === undefined ? {} : { proxy: { ...proxy, ...key } }) };
  try {
    // The host runs its own command, whichever command is sent.
    const { stdout, stderr } = await ssh(login, "status", "", {
      seconds: patience.answer,
      connect: patience.connect,
      nothingSecret: true,
    });
    const answer = readAnswer(stdout);
    if (answer === undefined) return nothing(whyNot(stderr, stdout));
    const question = answer.asked === undefined ? undefined : readAsked(known(host), answer.asked);
    if (question === undefined) return nothing("its answer is of another version of n2acd-ha: run up there");
    return { question, answer, trouble: undefined };
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

function whyNot(stderr: string, stdout: string): string {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  if (said !== "") return said;
  return stdout === "" ? "it answered nothing: at most 4 may look at the same time" : "its answer was cut";
}

function known({ name, kind, login }: InventoryHost): Pick<Question, "node" | "kind" | "address"> {
  return { node: name, kind, address: login.host };
}
