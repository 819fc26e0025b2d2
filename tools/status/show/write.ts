import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file by a rename: a program that reads it meanwhile sees either the old content or the new. */
export function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
