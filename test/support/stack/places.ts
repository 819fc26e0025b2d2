// Where a secret could get to, on the hosts: each place is searched there for the needles, and what is found of them is
// its text.
import type { TestHost } from "../exec.ts";

/** What is found, by place. */
export type Places = Readonly<Record<string, string>>;

/** Marks the beginning: files that change from now on are looked at. */
export const start = ": > /run/n2e2e-start";

const search = (text: string) => `${text} | grep -oaF -f /root/needles | sort -u`;
const searchFiles = (list: string) => `${list} | xargs -0r grep -ohaF -f /root/needles -- | sort -u`;

const everywhere: Places = {
  journal: search("journalctl --no-pager -o verbose"),
  "HAProxy's log": search("journalctl --no-pager -t haproxy"),
  "log files": searchFiles("find /var/log -type f -print0"),
  // As a user who is nobody; the tmpfs of /run and /tmp are file systems of their own.
  "files that others may read": searchFiles(
    "runuser -u nobody -- find / /run /tmp /dev/shm -xdev -type f -cnewer /run/n2e2e-start -readable -print0 2>/dev/null",
  ),
};

const postgres: Places = {
  "PostgreSQL's log": searchFiles(
    `find /var/log/postgresql "$(runuser -u postgres -- psql -XqAtc 'SHOW data_directory')/log" -type f -print0 2>/dev/null`,
  ),
};

/** Searches a host for the needles, a line of text each. Processes are not among its places: see sampler.py. */
export async function searchHost(
  host: TestHost,
  needles: readonly string[],
  hasPostgres: boolean,
): Promise<Places> {
  await host.run("umask 077; cat > /root/needles", { input: needles.join("\n") });
  const found: Record<string, string> = {};
  for (const [place, command] of Object.entries({ ...everywhere, ...(hasPostgres ? postgres : {}) }))
    found[place] = await host.run(command);
  await host.run("rm /root/needles");
  return found;
}
