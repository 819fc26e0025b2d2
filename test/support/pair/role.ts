import type { TestHost } from "../exec.ts";

/** What the PostgreSQL of a host with Debian's layout says that it is. */
export async function roleOf(host: TestHost): Promise<string> {
  const { stdout } = await host.exec(
    "cd / && runuser -u postgres -- psql -XAtqc 'SELECT pg_is_in_recovery()'",
  );
  return { t: "standby", f: "primary" }[stdout.trim()] ?? "down";
}
