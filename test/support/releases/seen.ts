// What was tried on hosts of other Debian releases than the tests' own.
import { join } from "node:path";

export interface Release {
  readonly system: string;
  readonly haproxy: string;
  readonly postgresql: string;
  readonly python: string;
  readonly systemd: string;
  readonly firewalld: string;
  /** The commit whose tests passed. */
  readonly commit: string;
}

/** By the release's name. */
export type Seen = Readonly<Record<string, Release>>;

export const path = join(import.meta.dirname, "seen.json");
