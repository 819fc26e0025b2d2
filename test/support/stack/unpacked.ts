import { zstdDecompressSync } from "node:zlib";

const zstd = Buffer.from("28b52ffd", "hex");

/** A file of a state backend as text, packed or not: what is looked for in it would not be found in a packed one. */
export function unpacked(content: Buffer): string {
  return (content.subarray(0, zstd.length).equals(zstd) ? zstdDecompressSync(content) : content).toString();
}
