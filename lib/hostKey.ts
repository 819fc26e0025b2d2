/** The accepted kinds of host key, each with a check of the fields that follow the kind's name in the key's blob. */
const kinds: Readonly<Record<string, (fields: readonly Buffer[]) => boolean>> = {
  "ssh-ed25519": ([key, ...more]) => key?.length === 32 && more.length === 0,
  "ssh-rsa": ([e, n, ...more]) =>
    e !== undefined && e.length > 0 && n !== undefined && n.length >= 256 && more.length === 0,
  "ecdsa-sha2-nistp256": curve("nistp256", 65),
  "ecdsa-sha2-nistp384": curve("nistp384", 97),
  "ecdsa-sha2-nistp521": curve("nistp521", 133),
};

/** What {@link parseHostKey} accepts, for messages. */
export const hostKeyForm = `one public key line, such as "ssh-ed25519 AAAA..." (${Object.keys(kinds).join(", ")})`;

/** The key in its canonical spelling, or the reason why the line is no key. */
export type HostKey = { readonly key: string } | { readonly fault: string };

/**
 * Reads one line of a `/etc/ssh/ssh_host_*_key.pub` file, and drops its comment. The type is written twice in such a line, in clear and
 * inside the base64 text. Both have to agree, and the base64 text has to be complete.
 */
export function parseHostKey(line: string): HostKey {
  const [type = "", blob = ""] = line.trim().split(/ +/);
  const fits = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (/[^\x20-\x7e]/.test(line)) return { fault: "has a character that no key line has" };
  if (fits === undefined) {
    const known = Object.hasOwn(kinds, blob);
    return { fault: known ? "has a host in front of the key" : "does not begin with a known key type" };
  }
  const bytes = Buffer.from(blob, "base64");
  if (blob === "" || bytes.toString("base64") !== blob)
    return { fault: "has no complete base64 text after its type" };
  const [inner, ...fields] = split(bytes) ?? [];
  if (inner === undefined) return { fault: "is cut short, or has something after its end" };
  if (inner.toString("latin1") !== type)
    return { fault: `says ${type}, but the base64 text holds another type` };
  if (!fits(fields)) return { fault: `holds no usable ${type} key` };
  return { key: `${type} ${blob}` };
}

/** RFC 4251 strings, each preceded by its length, up to exactly the end; undefined if they do not fit. */
function split(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function curve(name: string, length: number): (fields: readonly Buffer[]) => boolean {
  return ([id, point, ...more]) =>
    id?.toString("latin1") === name && point?.length === length && point[0] === 4 && more.length === 0;
}
