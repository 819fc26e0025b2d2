import { createHash } from "node:crypto";
import { parseHostKey } from "../../lib/hostKey.ts";
import { shownHostKey } from "../hosts/ssh.ts";
import type { Place } from "./places.ts";

/** The key that a machine showed, compared with that in the stack file. */
export interface Shown {
  readonly place: Place;
  /** One public key line; undefined where `trouble` says why there is none. */
  readonly key: string | undefined;
  readonly trouble: string | undefined;
  readonly state: "same" | "new" | "changed" | "unknown";
}

/**
 * Asks every machine for its key. Bastions are asked first, and the key that a bastion shows is required of it on the way to other
 * machines. The only logins are those to bastions, with the private key or, without one, the SSH agent.
 */
export async function collect(
  places: readonly Place[],
  privateKey: string | undefined,
  ask: typeof shownHostKey = shownHostKey,
): Promise<Shown[]> {
  const bastions = await Promise.all(
    places.filter((place) => isBastion(places, place)).map((place) => look(place)),
  );
  const nodes = await Promise.all(
    places.filter((place) => !isBastion(places, place)).map((place) => look(place, place.through)),
  );
  return [...bastions, ...nodes];

  async function look(place: Place, through?: Place): Promise<Shown> {
    try {
      const proxy = through && { ...through, privateKey, hostKey: bastionKey(through) };
      const key = await ask({ host: place.host, port: place.port, user: place.user, proxy });
      return { place, key, trouble: undefined, state: stateOf(place.pinned, key) };
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      return { place, key: undefined, trouble, state: "unknown" };
    }
  }

  function bastionKey(through: Place): string {
    const key = bastions.find(({ place }) => place === through)?.key;
    if (key === undefined) throw new Error(`its ${through.name} shows no key`);
    return key;
  }
}

/** `SHA256:...`, as `ssh-keygen -lf` prints it. */
export function fingerprint(key: string): string {
  const [, blob = ""] = key.split(" ");
  return `SHA256:${createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64").replace(/=+$/, "")}`;
}

function isBastion(places: readonly Place[], place: Place): boolean {
  return places.some(({ through }) => through === place) || place.path.at(-1) === "bastion";
}

function stateOf(pinned: string | undefined, shown: string): Shown["state"] {
  if (pinned === undefined) return "new";
  const parsed = parseHostKey(pinned);
  return "key" in parsed && parsed.key === shown ? "same" : "changed";
}
