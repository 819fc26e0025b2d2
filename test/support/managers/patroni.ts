// Debian's Patroni on both SMS nodes: it takes over the pair that the dev hosts start with.
import { nodes, type Node } from "../pair/pair.ts";
import { addresses, type Host, type Hosts } from "./hosts.ts";
import { startEtcd } from "./etcd.ts";

const folder = "/etc/patroni";

export interface Patroni {
  /** The members of etcd. */
  readonly etcd: readonly Host[];
  /** All of pg_hba.conf, if Patroni writes it. */
  readonly hba?: readonly string[];
  /** Certificate and key of the REST API, in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** A role that pg_rewind can use, and its password. */
  readonly rewind?: string;
  /** What all members share, such as `ttl=20`. */
  readonly settings: readonly string[];
}

/** Patroni's file; JSON is YAML. */
const config = (node: Node, { etcd, hba, tls, rewind }: Patroni): string =>
  JSON.stringify({
    scope: "acd",
    name: `member-of-${node}`,
    restapi: {
      listen: "0.0.0.0:8008",
      connect_address: `${addresses[node]}:8008`,
      ...(tls === undefined ? {} : { certfile: `${folder}/rest.crt`, keyfile: `${folder}/rest.key` }),
    },
    // Members and patronictl present that certificate as well, and then verify each other.
    ...(tls === undefined ? {} : { ctl: { insecure: true, cacert: `${folder}/rest.crt` } }),
    etcd3: { hosts: etcd.map((member) => `${addresses[member]}:2379`) },
    postgresql: {
      listen: "*:5432",
      connect_address: `${addresses[node]}:5432`,
      bin_dir: "/usr/lib/postgresql/15/bin",
      data_dir: "/var/lib/postgresql/15/main",
      config_dir: "/etc/postgresql/15/main",
      use_unix_socket: true,
      authentication: {
        superuser: { username: "postgres" },
        replication: { username: "replicator", password: "replicator" },
        ...(rewind === undefined ? {} : { rewind: { username: rewind, password: rewind } }),
      },
      parameters: { unix_socket_directories: "/var/run/postgresql" },
      ...(hba === undefined ? {} : { pg_hba: hba }),
    },
  });

const answers = `import ssl, sys, urllib.request
urllib.request.urlopen(sys.argv[1], context=ssl._create_unverified_context())`;

/** Starts etcd, and Patroni on one node after the other: sms-01 is its leader. */
export async function startPatroni(hosts: Hosts, patroni: Patroni): Promise<void> {
  await startEtcd(hosts, patroni.etcd);
  const { certificate = "", key = "" } = patroni.tls ?? {};
  const scheme = patroni.tls === undefined ? "http" : "https";
  for (const node of nodes) {
    const host = hosts.on(node);
    for (const [file, input] of Object.entries({
      "config.yml": config(node, patroni),
      "rest.crt": certificate,
      "rest.key": key,
    }))
      await host.run(
        `cat >${folder}/${file}; chown postgres ${folder}/${file}; chmod 600 ${folder}/${file}`,
        { input },
      );
    await host.run(
      `systemctl disable -q --now postgresql postgresql@15-main; systemctl enable -q --now patroni
       n=0; until python3 -c '${answers}' ${scheme}://127.0.0.1:8008/health 2>/dev/null
       do n=$((n + 1)); [ $n -lt 120 ] || { journalctl -u patroni -n 30; exit 1; }; sleep 0.5; done`,
    );
  }
  const shared = patroni.settings.map((setting) => `-s ${setting}`).join(" ");
  await patronictl(hosts, "sms-01", `edit-config --force -q ${shared}`);
}

export function patronictl(hosts: Hosts, node: Node, words: string): Promise<string> {
  return hosts.on(node).run(`cd /; runuser -u postgres -- patronictl -c ${folder}/config.yml ${words}`);
}
