import { statsUserlist } from "./parts.ts";
import { renderFile, word } from "./text.ts";

/**
 * The file beside `haproxy.cfg` that holds what a review must not show: the login of the stats page.
 *
 * The password is stored in clear, in a file that only root can read: a hash would cost HAProxy milliseconds for each request, in the
 * thread that also carries the traffic.
 *
 * @throws Error if the password is not printable ASCII.
 */
export function renderSecrets({
  user,
  password,
}: {
  readonly user: string;
  readonly password: string;
}): string {
  if (/[^\x20-\x7e]/.test(password)) throw new Error("a stats password has to be printable ASCII");
  return renderFile(
    ["Managed by n2acd-ha: the login of HAProxy's stats page. Changes made here are lost."],
    [
      {
        heading: `userlist ${statsUserlist}`,
        lines: [`user ${word(user)} insecure-password ${word(password)}`],
      },
    ],
  );
}
