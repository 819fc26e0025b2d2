import { connect } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";

/** How long a machine that takes a connection may be silent: sshd greets at once, a busy one within some seconds. */
const patience = 30_000;

/**
 * Ends a run at a machine that takes connections and says nothing, such as one whose sshd is frozen: the provider bounds only the
 * connection itself, and would wait for ever. Whatever else is wrong with the way there, the provider finds out and says.
 *
 * @param milliseconds how long to wait for the first word.
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

/** Where the login begins, the host or the bastion before it; nothing where that is known only later. */
export function doorOf({ connection }: Pick<Host, "connection">): { host: string; port: number } | undefined {
  const plain = connection as unknown as Readonly<Record<string, unknown>>;
  const { host, port = 22 } = (plain["proxy"] ?? plain) as { host?: unknown; port?: unknown };
  return typeof host === "string" && typeof port === "number" ? { host, port } : undefined;
}

/** Asks before a step of that host, once in a run. */
export function greetsFirst(host: Host): pulumi.ResourceHook | undefined {
  const door = doorOf(host);
  if (door === undefined) return undefined;
  let asked: Promise<boolean> | undefined;
  return new pulumi.ResourceHook(`greets-${host.name}`, async () => {
    asked ??= greeting(door.host, door.port);
    if (!(await asked))
      throw new pulumi.RunError(
        `${host.name}: ${door.host} accepts connections on port ${door.port}, but sends nothing for ${patience / 1000} s. ` +
          "What to do: check sshd there (is the machine frozen, or is that another program?), and run up again.",
      );
  });
}
