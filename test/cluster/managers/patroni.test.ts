// Patroni promotes after each fault: asked by its REST API, in clear and over TLS, and by the bundled agent. It owns pg_hba.conf.
import { certificate } from "../../support/certificate.ts";
import { type Hosts, members, network } from "../../support/managers/hosts.ts";
import { patronictl, startPatroni } from "../../support/managers/patroni.ts";
import { nodes } from "../../support/pair/pair.ts";
import type { Manager } from "./field.ts";
import { play } from "./play.ts";

/** The shortest `ttl` that Patroni accepts, and what it then allows of the others. */
const settings = ["ttl=20", "loop_wait=2", "retry_timeout=5", "primary_start_timeout=0"];
const rewind = "rewinder";
const certificatePath = "/etc/pki/patroni-ca.pem";

/** As docs/patroni.md has it, and what replication and pg_rewind need. */
const hba = (prefix: string): string[] => {
  const hosts = [11, 12].map((last) => `${prefix}.${last}/32`);
  return [
    "local all postgres peer",
    ...["127.0.0.1/32", "::1/128", ...hosts].map(
      (from) => `host postgres health_check_user ${from} scram-sha-256`,
    ),
    ...hosts.map((from) => `host acd jarvis ${from} scram-sha-256`),
    `host postgres ${rewind} ${network} scram-sha-256`,
    ...["127.0.0.1/32", network].map((from) => `host replication replicator ${from} scram-sha-256`),
  ];
};

function patroni(prefix: string, agent: unknown, tls?: { certificate: string; key: string }): Manager {
  return {
    packages: ["patroni", "etcd-server"],
    agent,
    within: 40,
    // Patroni 3.0.2 on etcd 3 that goes on instead writes its name over the new leader's without looking: a hung or cut-off primary that came
    // back soon after the promotion became the primary again, and the rows that the new one had taken were lost.
    watchdog: {
      stop: "systemctl kill -s KILL patroni; sleep 1; systemctl reset-failed patroni",
      start: "systemctl start patroni",
    },
    async begin(hosts) {
      await mayRewind(hosts);
      if (tls !== undefined)
        for (const node of nodes)
          await hosts.on(node).run(`mkdir -p /etc/pki; cat >${certificatePath}`, { input: tls.certificate });
      await startPatroni(hosts, {
        ...{ etcd: members, hba: hba(prefix), rewind },
        settings: [...settings, "postgresql.use_pg_rewind=true"],
        ...(tls === undefined ? {} : { tls }),
      });
    },
    async ready(hosts) {
      // With its next start, Patroni writes pg_hba.conf anew, and n2acd-ha's lines are gone.
      await patronictl(hosts, "sms-01", "restart acd --force");
      for (const node of nodes)
        await hosts.on(node).run(
          `n=0; while grep -q n2acd-ha /etc/postgresql/15/main/pg_hba.conf
           do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.2; done`,
        );
    },
  };
}

async function mayRewind(hosts: Hosts): Promise<void> {
  const functions = [
    "pg_ls_dir(text, boolean, boolean)",
    "pg_stat_file(text, boolean)",
    "pg_read_binary_file(text)",
    "pg_read_binary_file(text, bigint, bigint, boolean)",
  ];
  const input = [
    `CREATE ROLE ${rewind} LOGIN PASSWORD '${rewind}';`,
    ...functions.map((name) => `GRANT EXECUTE ON FUNCTION pg_catalog.${name} TO ${rewind};`),
  ].join("\n");
  await hosts.on("sms-01").run("cd / && runuser -u postgres -- psql -Xq -v ON_ERROR_STOP=1", { input });
}

const rest = { port: 8008, path: "/primary" };
play("Patroni, its REST API", patroni("172.30.244", rest), "n2acd-t-patroni", "172.30.244");
play(
  "Patroni, its REST API over TLS",
  patroni("172.30.245", { ...rest, tls: { caFile: certificatePath } }, certificate(["patroni"])),
  "n2acd-t-patroni-tls",
  "172.30.245",
);
play("Patroni, `bundled`", patroni("172.30.246", "bundled"), "n2acd-t-patroni-own", "172.30.246");
