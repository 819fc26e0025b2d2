import type { Problem } from "./problems.ts";
import { tlsOf } from "./resolve.ts";
import type { View } from "./view.ts";

/** What the keys of HTTPS ask of each other. */
export function tls({ fe }: View): Problem[] {
  const given = fe.tls === undefined ? undefined : tlsOf(fe.tls);
  if (given === undefined) return [];
  const { hsts, port } = given;
  // Browsers put https in place of http and leave a port in the address as it is; without one it is 443.
  if (hsts === undefined || hsts.maxAge === 0 || (port === 443 && (fe.port ?? 80) === 80)) return [];
  return [
    {
      path: "fe.tls.hsts",
      text: "needs fe.port 80 and fe.tls.port 443, because browsers would request HTTPS on port 443 and on every other port that an address names",
    },
  ];
}
