import { withoutName } from "../lib/haproxy/jarvis.ts";
import type { Problem } from "./problems.ts";
import type { View } from "./view.ts";

/** Rules between the settings of TLS. */
export function tls(view: View): Problem[] {
  return [...https(view), ...jarvis(view)];
}

/** If Jarvis is called over TLS, HAProxy needs a name to compare the certificates with. */
function jarvis({ jarvis: { tls }, nodes }: View): Problem[] {
  const sms = nodes
    .filter(({ kind }) => kind === "sms")
    .map(({ path, raw }) => ({ path, address: raw.address }));
  const [first] = withoutName(sms, tls);
  if (first === undefined) return [];
  return [
    {
      path: "jarvis.tls.serverName",
      text: `missing; ${first.path}.address is no name, and HAProxy compares certificates with names alone`,
    },
  ];
}

function https({ fe }: View): Problem[] {
  if (fe.tls === undefined) return [];
  const { hsts, port } = fe.tls;
  // Browsers replace http with https and keep the port that the address names. Without a port they use 443.
  if (hsts === undefined || hsts.maxAge === 0 || (port === 443 && (fe.port ?? 80) === 80)) return [];
  return [
    {
      path: "fe.tls.hsts",
      text: "needs fe.port 80 and fe.tls.port 443, because browsers would request HTTPS on port 443 and on every other port that an address names",
    },
  ];
}
