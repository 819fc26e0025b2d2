import { printableLines } from "../../lib/printable.ts";
import type { Host } from "./host.ts";

/** The fields of a host that an explanation names. */
type Reached = Pick<Host, "name" | "address" | "user" | "bastion">;

interface Explanation {
  readonly seen: RegExp;
  /**
   * @param where the host's address, and the bastion's if the error may come from there.
   * @param word what the pattern captured.
   */
  readonly happened: (host: Reached, where: string, word: string) => string;
  readonly remedy: string;
}

/** What the provider's SSH library or OpenSSH's client prints, and what that means to the person who reads it. */
const explanations: readonly Explanation[] = [
  {
    // Of a host behind a bastion, the provider detects only that it closed the connection.
    seen: /proxy: .*handshake failed: EOF/,
    happened: (host, where) =>
      `${where} shows another host key than the pinned one, or refuses the login of ${host.user}`,
    remedy:
      "compare its key with hostKey on its own console; see that sshPrivateKey's public half is in that user's authorized_keys",
  },
  {
    seen: /dial unix .*: (connect: )?(no such file or directory|connection refused|permission denied)/i,
    happened: () => "the SSH agent that SSH_AUTH_SOCK names does not answer on the machine that runs pulumi",
    remedy: "start it, or unset SSH_AUTH_SOCK there if the stack has sshPrivateKey, and run up again",
  },
  {
    seen: /administratively prohibited/i,
    happened: (host) => `the bastion ${host.bastion ?? ""} forwards no connections to ${host.address}`,
    remedy: "see AllowTcpForwarding and PermitOpen in its sshd_config",
  },
  {
    seen: /host key mismatch|no common algorithm for host key|Host key verification failed|no matching host key type/,
    happened: (_host, where) => `${where} shows another host key than the pinned one`,
    remedy: "find out why before anything else; if the host was reinstalled, put its new key into hostKey",
  },
  {
    seen: /unable to authenticate|no supported methods remain|Permission denied \(/,
    happened: (host, where) => `${where} refuses the login of ${host.user}`,
    remedy: "put the public key into that user's authorized_keys, or correct ssh.user and sshPrivateKey",
  },
  {
    seen: /connection refused|i\/o timeout|no route to host|network is unreachable|connection timed out|connect failed/i,
    happened: (_host, where) => `nothing answers SSH at ${where}`,
    remedy:
      "start the host or correct its address, ssh.port and ssh.bastion; if it is gone for good, name it in n2acd-ha:lost",
  },
  {
    seen: /no such host|Could not resolve hostname/,
    happened: (_host, where) => `${where} has no address in the DNS`,
    remedy: "correct its address in the inventory",
  },
  {
    seen: /sudo: a password is required|is not allowed to (execute|run)/,
    happened: (host) => `${host.user} may no longer run it as root without a password`,
    remedy: "put the NOPASSWD line back into /etc/sudoers.d on that host, and run up again",
  },
  {
    seen: /^sudo: .*tty/m,
    happened: (host) => `sudo requires a terminal of ${host.user}, and a step has none`,
    remedy:
      "take 'Defaults requiretty' out of sudoers on that host, at least for that user, and run up again",
  },
  {
    seen: /^sudo: (.*)/m,
    happened: (_host, _where, word) => `sudo refuses to run the step: ${word}`,
    remedy: "correct sudoers on that host, and run up again",
  },
  {
    seen: /without exit status|connection reset|broken pipe|EOF/,
    happened: () => "the connection was cut while the step ran",
    remedy: "run up again: every step can be repeated",
  },
];

/** Explains an SSH error in one sentence; undefined if the error is unknown, or already came from a step of n2acd-ha. */
export function explain(host: Reached, step: string, error: string): string | undefined {
  // The provider prints the command first, quoted on one line, and the command of `ready` itself contains a sentence of this kind.
  const printed = error.slice(error.indexOf('":\n') + 1);
  if (printed.includes("What to do:")) return undefined;
  const [before = ""] = error.split('running "');
  const words = printed === error ? error : `${before}${printed}`;
  const known = explanations.find(({ seen }) => seen.test(words));
  if (known === undefined) return undefined;
  const [, word = ""] = known.seen.exec(words) ?? [];
  // The provider writes `proxy` for its own connection to a bastion, and for the connection through it.
  const either = host.bastion !== undefined && /\bproxy: /.test(error);
  const where = either ? `${host.address}, or the bastion ${host.bastion} before it,` : host.address;
  return `${host.name}: step ${step}: ${known.happened(host, where, printableLines(word)).replace(/,$/, "")}. What to do: ${known.remedy}.`;
}
