import { renameSync, writeFileSync } from "node:fs";

/** Writes a file in one move: who reads it meanwhile sees the old one or the new one. */
export function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
