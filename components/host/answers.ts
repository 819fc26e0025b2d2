import { connect } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";

/** Milliseconds for which a machine that accepts a connection may be silent: sshd greets at once, a busy one within some seconds. */
const patience = 30_000;

/**
 * Finds out whether a machine that accepts a connection also sends something. A machine whose sshd is frozen does not, and a run would wait
 * for it for ever, because the provider limits only the time to connect. Resolves to false only in this case: the provider detects and
 * reports whatever else is wrong.
 *
 * @param milliseconds how long to wait for the first byte. Default: 30 s.
 */
export function greeting(host: string, port: number, milliseconds = patience): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (greets: boolean): void => {
      socket.destroy();
      resolve(greets);
    };
    let connected = false;
    const timer = setTimeout(() => {
      end(!connected);
    }, milliseconds);
    timer.unref();
    socket.on("connect", () => (connected = true));
    socket.on("data", () => {
      end(true);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      end(true);
    });
    socket.on("error", () => undefined);
  });
}

/** Where the login begins: the bastion, or the host if there is none; undefined if that is known only later. */
export function loginEndpoint({
  connection,
}: Pick<Host, "connection">): { host: string; port: number } | undefined {
  const plain = connection as unknown as Readonly<Record<string, unknown>>;
  const { host, port = 22 } = (plain["proxy"] ?? plain) as { host?: unknown; port?: unknown };
  return typeof host === "string" && typeof port === "number" ? { host, port } : undefined;
}

/**
 * A hook that calls {@link greeting} before the steps of that host, once in a run, and throws a RunError if the host is silent; undefined
 * if its address is known only later.
 */
export function greetsFirst(host: Host): pulumi.ResourceHook | undefined {
  const endpoint = loginEndpoint(host);
  if (endpoint === undefined) return undefined;
  let asked: Promise<boolean> | undefined;
  return new pulumi.ResourceHook(`greets-${host.name}`, async () => {
    asked ??= greeting(endpoint.host, endpoint.port);
    if (!(await asked))
      throw new pulumi.RunError(
        `${host.name}: ${endpoint.host} accepts connections on port ${endpoint.port}, but sends nothing for ${patience / 1000} s. ` +
          "What to do: check sshd there (is the machine frozen, or is that another program?), and run up again.",
      );
  });
}
