import { statsUserlist } from "./parts.ts";
import { renderFile, word } from "./text.ts";

/**
 * The file beside `haproxy.cfg` that holds what must not be read in a review: who may see the stats page.
 *
 * The password stays in clear, in a file for root alone: a hash would cost HAProxy milliseconds for each request, in
 * the thread that also carries the traffic.
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
