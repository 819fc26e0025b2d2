// Apache and HAProxy, the real programs on loopback, as a front end has them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { local } from "../../../support/exec.ts";
import { fe } from "../../../support/haproxy/models.ts";
import { start, type Running } from "../../../support/haproxy/running.ts";

const repository = join(import.meta.dirname, "../../../..");

export interface Pair {
  /** Where users ask Apache itself, and HAProxy. */
  readonly ports: { readonly apache: number; readonly haproxy: number };
  readonly running: Running;
  stop(): Promise<void>;
}

/** `files` are in its document root, by path; `rules` go into its configuration. */
export async function frontEnd(files: Readonly<Record<string, string | Buffer>>, rules = ""): Promise<Pair> {
  const { status, stderr } = await local([`${repository}/scripts/apt-packages.sh`, "apache2", "haproxy"]);
  if (status !== 0) throw new Error(stderr);
  const folder = mkdtempSync(join(tmpdir(), "n2acd-apache-"));
  chmodSync(folder, 0o755);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "www", path)), { recursive: true });
    writeFileSync(join(folder, "www", path), content);
  }
  const ports = { apache: await freePort(), haproxy: await freePort() };
  const modules =
    "mpm_event authz_core authz_host dir alias mime cgid remoteip rewrite status reqtimeout unixd";
  const loaded = modules
    .split(" ")
    .filter((name) => name !== "unixd")
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
  writeFileSync(
    join(folder, "httpd.conf"),
    `${loaded.join("\n")}
ServerRoot ${folder}
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
Mutex file:${folder} default
ScriptSock ${folder}/cgi.sock
TypesConfig /dev/null
User www-data
Group www-data
ServerName fe.example
Listen ${ports.apache}
DocumentRoot ${folder}/www
RemoteIPHeader X-N2acd-Client
RemoteIPInternalProxy 127.0.0.1 ::1
LimitRequestFields 101
<Directory ${folder}/www>
  Require all granted
  Options +ExecCGI
  AddHandler cgi-script .cgi
</Directory>
${rules}
`,
  );
  await local(["sh", "-c", `chmod -R a+rX ${folder}; chmod a+x ${folder}/www/*.cgi || true`]);
  const apache = spawn("apache2", ["-d", folder, "-f", `${folder}/httpd.conf`, "-D", "FOREGROUND"], {
    stdio: "ignore",
  });
  for (let tries = 0; !(await answers(ports.apache)); tries += 1) {
    if (apache.exitCode !== null || tries > 200) throw new Error("Apache does not start");
    await pause(50);
  }
  const text = renderFe({
    ...fe,
    smsNodes: [{ name: "sms-01", address: "127.0.0.9" }],
    stats: { bind: "127.0.0.1", port: await freePort() },
    port: ports.haproxy,
    apachePort: ports.apache,
  });
  const running = await start(text.replace("#requests-as-they-are", await requestsOption(folder)));
  const stop = async (): Promise<void> => {
    await running.stop();
    apache.kill("SIGTERM");
    if (apache.exitCode === null) await once(apache, "exit");
    rmSync(folder, { recursive: true });
  };
  return { ports, running, stop };
}

/** As lib/front.sh finds it. */
async function requestsOption(folder: string): Promise<string> {
  const name = "accept-unsafe-violations-in-http-request";
  writeFileSync(
    join(folder, "option.cfg"),
    `listen f\n  mode http\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\n  bind unix@/x\n  option ${name}\n`,
  );
  const { status } = await local(["haproxy", "-c", "-f", join(folder, "option.cfg")]);
  return `option ${status === 0 ? name : "accept-invalid-http-request"}`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}

/** What comes back for these bytes, as latin1, until the end or `patience` ms without a byte. */
export function exchange(port: number, parts: readonly string[], patience = 2000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    const end = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setNoDelay(true).setTimeout(patience, end).setEncoding("latin1");
    socket
      .on("data", (data: string) => (text += data))
      .on("end", end)
      .on("error", end);
    void (async () => {
      for (const part of parts) {
        socket.write(Buffer.from(part, "latin1"));
        await pause(30);
      }
    })();
  });
}
