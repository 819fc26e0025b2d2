/** The lines that `pulumi preview --diff` shows as removed or added, by the resource that they belong to. */
export function changedLines(preview: string): Record<string, string[]> {
  const changed: Record<string, string[]> = {};
  let resource = "";
  for (const line of preview.split("\n")) {
    const urn = /^ *\[urn=.*::([^:]+)\]$/.exec(line)?.[1];
    const [, sign, text] = /^ +([-+]) +(.*)$/.exec(line) ?? [];
    if (urn !== undefined) resource = urn;
    else if (sign !== undefined) (changed[resource] ??= []).push(`${sign} ${text ?? ""}`);
  }
  return changed;
}
