// What gives a step something to do on a cluster that serves: a setting, or something undone by hand and a repair.
import type { Fault, Step } from "../../support/lifecycle/table.ts";

export interface Change {
  /** By path in the stack's configuration; `n` is another number each time. */
  readonly set?: (n: number) => Readonly<Record<string, string>>;
  /** Done on the node beforehand; the step is then asked for again. */
  readonly undone?: string;
}

const changes: Readonly<Record<Step, Change>> = {
  ready: { undone: "true" },
  packages: {
    undone:
      "if command -v dpkg >/dev/null; then dpkg -r --force-depends socat; else rpm -e --nodeps socat; fi >/dev/null 2>&1",
  },
  database: {
    undone: `hba=$(runuser -u postgres -- psql -AtXc 'SHOW hba_file') && sed -i '/^host postgres health_check_user ::1/d' $hba`,
  },
  firewall: {
    undone: `for port in 15432 443; do
      firewall-cmd -q --remove-port=$port/tcp; firewall-cmd -q --permanent --remove-port=$port/tcp; done`,
  },
  agent: { undone: "echo >>/etc/psqlchk/config.json" },
  guard: { undone: "echo >>/etc/n2acd-ha/guard.json" },
  "haproxy-secrets": { set: (n) => ({ "stats.passwordGeneration": String(n) }) },
  haproxy: { set: (n) => ({ "maxConnections.sms": String(1000 + n) }) },
  jarvis: { set: (n) => ({ "jarvis.set": `port${" ".repeat(1 + (n % 50))}= 15432` }) },
  web: { set: (n) => ({ "maxConnections.fe": String(1000 + n) }) },
  tls: {
    undone: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=portal.acd.example \\
        -addext subjectAltName=DNS:portal.acd.example -keyout /run/n2life.key -out /run/n2life.crt 2>/dev/null
      cat /run/n2life.crt /run/n2life.key >/etc/ssl/private/portal.pem`,
  },
  vip: { undone: "echo '# by hand' >>/etc/keepalived/keepalived.conf" },
};

/** A port that is taken stops a change only where that asks for it. */
const anotherPort: Partial<Record<Step, Change>> = {
  ready: { set: (n) => ({ "stats.port": String(7003 + (n % 20)) }) },
  haproxy: { set: () => ({ "stats.port": "7001" }) },
  web: { set: () => ({ "stats.port": "7002" }) },
  tls: { set: (n) => ({ "fe.tls.apachePort": String(7003 + (n % 20)) }) },
};

export function changeOf(step: Step, fault: Fault): Change {
  return (fault === "port taken" ? anotherPort[step] : undefined) ?? changes[step];
}
