import type { AppliedHost } from "../hosts/applied.ts";
import { everyHost } from "../hosts/everyHost.ts";
import { ssh } from "../hosts/ssh.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { type Question, questionFor, scriptFor } from "./question.ts";

/** One host: the question, and its answer or the reason why there is none. */
export interface Looked {
  readonly question: Question;
  readonly answer: Answer | undefined;
  readonly trouble: string | undefined;
}

/** Seconds that a host may take to accept the login, and to answer. */
export const patience = { connect: 5, answer: 15 };

/** Asks one host over one connection. Never throws: a host that cannot be read has a trouble in place of an answer. */
export async function lookAt(host: AppliedHost): Promise<Looked> {
  const question = questionFor(host);
  const nothing = (trouble: string): Looked => ({ question, answer: undefined, trouble });
  try {
    const command = `${host.sudo ? "sudo -n " : ""}sh -s`;
    const { status, stdout, stderr } = await ssh(host.login, command, scriptFor(question), {
      seconds: patience.answer,
      connect: patience.connect,
      nothingSecret: true,
    });
    const answer = status === 0 ? readAnswer(stdout) : undefined;
    if (answer !== undefined) return { question, answer, trouble: undefined };
    return nothing(stderr.trim().split("\n").at(-1) || `its answer was cut, status ${status}`);
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

/** Asks all hosts; with the result of an earlier look, only those that could be read then. */
export function lookAtAll(hosts: readonly AppliedHost[], before?: readonly Looked[]): Promise<Looked[]> {
  const unread = unreadIn(before);
  return everyHost(
    hosts,
    ({ login }) => login.proxy?.host,
    async (host) => unread.get(host.name) ?? lookAt(host),
  );
}

/** The hosts that could not be read in an earlier look, by their names. */
export function unreadIn(before: readonly Looked[] = []): ReadonlyMap<string, Looked> {
  return new Map(
    before.filter(({ answer }) => answer === undefined).map((each) => [each.question.node, each]),
  );
}
