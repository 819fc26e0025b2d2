/** What comes from a host moves no terminal's cursor, nor turns the direction of what stands beside it. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
