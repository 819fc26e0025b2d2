import type { Path } from "../schema.ts";

/** What to do about a path that is cut, for the person on call. */
export function remedy({ kind, to, port, trouble }: Path): string {
  const words = trouble ?? "";
  const said = remedies.find(([of, pattern]) => (of === undefined || of === kind) && pattern.test(words));
  return said?.[2](to, port) ?? `See what is wrong at port ${port} of ${to}`;
}

type Say = (to: string, port: number) => string;

const remedies: readonly (readonly [kind: Path["kind"] | undefined, trouble: RegExp, say: Say])[] = [
  [
    "postgresql",
    /pg_hba\.conf|^(?!password).*authentication failed/i,
    () => "make drift REPAIR=1, then pulumi up, puts the lines of n2acd-ha back into pg_hba.conf there",
  ],
  [
    "postgresql",
    /SCRAM/,
    (to, port) =>
      `On ${to}: see that it is PostgreSQL that listens on ${port}, and that pg_hba.conf asks the role for scram-sha-256`,
  ],
  ["postgresql", /password of the role is not here/, () => "pulumi up: the step database leaves it"],
  ["postgresql", /psql is not installed/, () => "Install PostgreSQL's client there: up needs it as well"],
  [
    "postgresql",
    /password authentication failed|does not exist|not permitted to log in/,
    () => "make drift, then make drift REPAIR=1 and pulumi up; a standby has the role from its primary",
  ],
  [
    "postgresql",
    /too many|remaining connection slots/,
    (to) => `On ${to}: see who holds the connections (pg_stat_activity), or raise max_connections`,
  ],
  [
    "postgresql",
    /refuses/,
    (to, port) =>
      `On ${to}: see that PostgreSQL runs, that listen_addresses has this address, and that no firewall rejects ${port}`,
  ],
  [
    "agent",
    /refuses/,
    (to, port) =>
      `On ${to}: see that the agent runs and listens there (ss -ltn), and that no firewall rejects ${port}`,
  ],
  ["agent", /hangs/, (to) => `On ${to}: see whether the host still works, and the agent's log`],
  [
    "agent",
    /it answers/,
    () => "See agent.path and agent.method in the stack, and what the endpoint says there",
  ],
  ["jarvis", /refuses/, (to, port) => `On ${to}: see that Apache runs and listens on ${port}`],
  ["jarvis", /hangs/, (to) => `On ${to}: see whether the host still works, and Apache's error log`],
  ["jarvis", /it answers/, (to) => `On ${to}: Apache's error log; and jarvis.checkPath in the stack`],
  [
    undefined,
    /a firewall|nothing answers|no way there/,
    (to, port) =>
      `On ${to}: make drift shows whether a rule for ${port} is gone; then every firewall in between`,
  ],
];
