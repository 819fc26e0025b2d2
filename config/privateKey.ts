/** Why a run without a terminal cannot use this text as a private key; undefined if it looks usable. */
export function privateKeyFault(text: string): string | undefined {
  const [, kind = "", body] =
    /^\s*-----BEGIN ((?:[A-Z]+ ){0,2})PRIVATE KEY-----\r?\n([\s\S]*)\n-----END \1PRIVATE KEY-----\s*$/.exec(
      text,
    ) ?? [];
  if (body === undefined) return "is not a whole private key, from its BEGIN line to its END line";
  const locked =
    kind === "OPENSSH " ? hasCipher(body) : kind.startsWith("ENCRYPTED") || body.includes("ENCRYPTED");
  return locked ? "is locked with a passphrase; give a key without one, or use an SSH agent" : undefined;
}

/** OpenSSH's own format: a magic word, then the name of the cipher, which is "none" for a key without a passphrase. */
function hasCipher(body: string): boolean {
  const bytes = Buffer.from(body, "base64");
  const none = Buffer.from("openssh-key-v1\0\0\0\0\x04none", "latin1");
  return !bytes.subarray(0, none.length).equals(none);
}
