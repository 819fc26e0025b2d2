// Somebody else's endpoint on an SMS node, in place of Patroni's: 200 on the primary, 503 on a standby; over TLS on a port of its own.
import type { TestHost } from "../exec.ts";
import { certificate } from "../certificate.ts";

export const endpointPort = 8008;
export const tlsPort = 8009;
export const caFile = "/etc/ssl/n2endpoint.pem";

// It knows the role beforehand, as Patroni does: a program started for each check would be too slow on a busy machine.
const program = `
import http.server, ssl, subprocess, sys, threading, time
code = 503
def look():
    global code
    while True:
        said = subprocess.run(["runuser", "-u", "postgres", "--", "psql", "-AtXc", "SELECT pg_is_in_recovery()"],
            capture_output=True, text=True)
        code = 200 if said.stdout.strip() == "f" else 503
        if said.returncode:
            print(said.returncode, said.stderr, flush=True)
        time.sleep(1)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 - code + 200 if self.path.startswith("/replica") else code)
        self.end_headers()
    do_OPTIONS = do_GET
    def log_message(self, *args): pass
threading.Thread(target=look, daemon=True).start()
server = http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
`;

/** Starts it on both ports. Its certificate is its own CA. */
export async function startEndpoint(host: TestHost): Promise<void> {
  await host.run("cat >/usr/local/bin/n2endpoint", { input: program });
  const made = certificate([host.name, "endpoint.example"]);
  await host.run(`cat >${caFile}`, { input: made.certificate });
  await host.run(`umask 077; cat >/root/endpoint.pem`, { input: made.key + made.certificate });
  await host.run(
    `systemd-run -q --unit=n2endpoint python3 /usr/local/bin/n2endpoint ${endpointPort}
    systemd-run -q --unit=n2endpoint-tls python3 /usr/local/bin/n2endpoint ${tlsPort} /root/endpoint.pem`,
  );
}

/** Each node trusts the certificates of all. */
export async function trustEachOther(hosts: readonly TestHost[]): Promise<void> {
  const all = await Promise.all(hosts.map((host) => host.run(`cat ${caFile}`)));
  for (const host of hosts) await host.run(`cat >${caFile}; chmod 644 ${caFile}`, { input: all.join("") });
}
