import { isIPv4 } from "node:net";
import { canonical } from "./addresses.ts";

/** The bits of an IPv4 or IPv6 address that follow the first `prefix`, as text of 0 and 1. */
export function hostBits(address: string, prefix: number): string {
  return bits(address).slice(prefix);
}

function bits(address: string): string {
  if (isIPv4(address)) return binary(address.split(".").map(Number), 8);
  const [head = "", tail] = canonical(address).split("::");
  const words = (text = ""): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [words(head), words(tail)];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array<string>(gap).fill("0"), ...after];
  return binary(
    all.map((word) => Number.parseInt(word, 16)),
    16,
  );
}

function binary(numbers: readonly number[], width: number): string {
  return numbers.map((each) => each.toString(2).padStart(width, "0")).join("");
}
