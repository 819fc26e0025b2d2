// A front end on a small host whose Apache serves HTTPS.
import type { Tls } from "../../../../lib/haproxy/model.ts";
import { renderTls } from "../../../../lib/haproxy/tls.ts";
import { fe } from "../../haproxy/models.ts";
import type { Call } from "../../steps/steps.ts";
import { web } from "./front.ts";
import { from, type SmallHost } from "./host.ts";

export const tls = { port: 443, apachePort: 444 };
export const smsNodes = [{ name: "sms-01", address: "127.0.0.9" }];

/** The step web of a front end that takes HTTPS. */
export const webBefore = (given: Tls = tls): Call => web({ tls: given });

/** The step tls as the program runs it; Jarvis is not asked for. */
export function https(ports: Tls = tls, words: readonly string[] = [], certificates = ""): Call {
  return {
    step: "tls",
    args: [
      `listen=${ports.port}`,
      `apache=${ports.apachePort}`,
      ...(ports.redirect === true ? ["redirect=80"] : []),
      ...words,
    ],
    input: renderTls({ ...fe, smsNodes, tls: ports }, ports) + certificates,
  };
}

/** A site of Apache's, in /var/www/NAME, for NAME.example.net. */
export function site(
  name: string,
  given: { at?: string; engine?: string; pem?: string; more?: string } = {},
): string {
  const {
    at = "*:443",
    engine = "SSLEngine on",
    pem = `SSLCertificateFile /etc/apache2/${name}.crt\n  SSLCertificateKeyFile /etc/apache2/${name}.key`,
    more = "",
  } = given;
  return `<VirtualHost ${at}>
  ServerName ${name}.example.net
  DocumentRoot /var/www/${name}
  <Directory /var/www/${name}>
    Options +Includes
    AddOutputFilter INCLUDES .shtml
    SSLOptions +StdEnvVars
  </Directory>
  ${engine}
  ${pem}
  ${more}
</VirtualHost>
`;
}

/** Status, Location and body of each, from a client that believes each certificate: one curl for each family asks all. */
export async function httpsAnswers(
  small: SmallHost,
  questions: readonly { readonly name: string; readonly path: string; readonly to: string }[],
): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [six, few] of Map.groupBy(questions, ({ to }) => to.includes(":"))) {
    const client = six ? from.v6 : from.far;
    const asked = few.flatMap(({ name, path, to }, i) => [
      ...(i === 0 ? [] : ["--next", "-s", "-g", "-m", "10", "--interface", client]),
      ...["-k", "--connect-to", six ? `::[${to}]:443` : `::${to}:443`],
      ...["-w", "\n%{http_code} %header{location}\f", `https://${name}${path}`],
    ]);
    const said = (await small.ask(asked.pop() ?? "", asked, client)).split("\f");
    few.forEach(({ name, path, to }, i) => (all[`${name} ${path} ${to}`] = said[i] ?? ""));
  }
  return all;
}

/** The certificate that a client is shown for each name at each address. */
export async function shown(
  small: SmallHost,
  names: readonly string[],
  where: readonly string[],
): Promise<Record<string, string>> {
  const pairs = names.flatMap((name) => where.map((to) => ({ name, to })));
  const look = pairs.map(({ name, to }) => {
    const at = to.includes(":") ? `[${to}]` : to;
    return `openssl s_client -connect ${at}:443 -servername ${name} </dev/null 2>/dev/null | sed -n '/BEGIN CERT/,/END CERT/p'; printf '\f'`;
  });
  const said = (await small.host.run(look.join("\n"))).split("\f");
  return Object.fromEntries(pairs.map(({ name, to }, i) => [`${name} ${to}`, (said[i] ?? "").trim()]));
}
