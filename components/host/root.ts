import { quote } from "../../lib/shell.ts";
import type { Host } from "./host.ts";

/** The prefix of a command that root has to run. */
export function asRoot({ sudo }: Pick<Host, "sudo">): string {
  return sudo ? "sudo -n " : "";
}

/**
 * Shell text that ends the command if the login user cannot become root. It shows sudo's own message, because sudo refuses for many
 * reasons. It tries a shell that runs another program, because a sudo rule may allow less than that.
 */
export function becomesRoot({ sudo, name, user }: Pick<Host, "sudo" | "name" | "user">): string {
  if (!sudo) return "";
  const what = `n2acd-ha: ${name}: step ready: ${user} cannot become root: `;
  const remedy =
    `. What to do: put '${user} ALL=(root) NOPASSWD: EXEC: ALL' and 'Defaults:${user} !requiretty' ` +
    `into /etc/sudoers.d/n2acd-ha on that host, and run up again.`;
  return (
    `said=$(LC_ALL=C sudo -n sh -c uname 2>&1) || ` +
    `{ echo ${quote(what)}"$(printf %s "$said" | tr '\\n' ' ' | tr -c ' -~' '?' | cut -c 1-400)"${quote(remedy)} >&2; exit 1; }; `
  );
}
