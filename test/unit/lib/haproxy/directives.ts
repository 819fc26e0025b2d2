// Which of HAProxy's words a configuration uses, as its manual has them in the headings of its reference.

/** Words that mean little without the next one. */
const families = /^(option|timeout|stick|stats|tcp-request|http-check|http-request|http-response)$/;
/** Lines that go on with parameters, which have a section of the manual of their own. */
const withParameters: Readonly<Record<string, RegExp>> = {
  server:
    /^(ssl|ssl-min-ver|verify|verifyhost|ca-file|sni|check-sni|maxconn|check|port|source|disabled|init-addr|init-state|backup|inter|fall|rise|weight|track|agent-[a-z]+|on-[a-z-]+)$/,
  "default-server":
    /^(inter|fastinter|downinter|fall|rise|observe|error-limit|on-error|on-marked-down|[a-z-]+inter)$/,
  // Of those for TLS, the step on the host leaves out what its HAProxy does not know.
  bind: /^(v6only|v4v6|id|interface|ssl|crt|crt-list|ciphers|ssl-min-ver|no-tls-tickets|accept-proxy|name|level|mode|user|group)$/,
  "stats socket": /^(mode|level|expose-fd|user|group)$/,
};

/** Sorted; parameters and fetches stand behind the line they occur in, such as `server maxconn` and `acl path_beg`. */
export function directives(config: string): string[] {
  const found = new Set<string>();
  // What stands behind #ipv6 is there on hosts that have it.
  for (const line of config.split("\n").map((each) => each.trim().replace(/^#ipv6 /, ""))) {
    if (line === "" || line.startsWith("#")) continue;
    const [first = "", second = "", ...rest] = line.split(/\s+/);
    const name = families.test(first) ? `${first} ${second}` : first;
    found.add(name);
    const parameters = withParameters[name];
    if (parameters !== undefined)
      for (const word of rest.filter((each) => parameters.test(each))) found.add(`${name} ${word}`);
    for (const [, fetch = ""] of line.matchAll(/([a-z][a-z0-9_]*)\(/g)) found.add(`fetch ${fetch}`);
    if (first === "acl") found.add(`fetch ${rest[0] ?? ""}`);
  }
  return [...found].sort();
}
