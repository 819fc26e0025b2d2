// The stack of the scenarios, up without hosts, and previews of it.
import { chmod, readFile, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readYaml } from "../documents.ts";
import { type Config, type Ran, Stack } from "../stack/stack.ts";

/** Not up yet. @param name of its folder below .dev/. */
export async function stackWithoutHosts(name: string, config: Config): Promise<Stack> {
  const key = execFileSync(
    "sh",
    ["-c", 'd=$(mktemp -d) && ssh-keygen -q -t ed25519 -N "" -C "" -f "$d/key" && echo "$d/key"'],
    { encoding: "utf8" },
  ).trim();
  const stack = await Stack.create(name, config, key);
  const plugin = join(stack.folder, "pulumi-resource-command");
  await writeFile(
    plugin,
    `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, "no-hosts.ts")}' "$@"\n`,
  );
  await chmod(plugin, 0o755);
  const project = join(stack.folder, "Pulumi.yaml");
  const described = JSON.parse(await readFile(project, "utf8")) as object;
  const plugins = { providers: [{ name: "command", path: "." }] };
  await writeFile(project, JSON.stringify({ ...described, plugins }));
  return stack;
}

/** `pulumi preview --json` with these keys besides, or otherwise. */
export async function previewWith(stack: Stack, change: Config): Promise<Ran> {
  const file = join(stack.folder, "Pulumi.e2e.yaml");
  const changed = join(stack.folder, "Pulumi.changed.yaml");
  const whole = readYaml(await readFile(file, "utf8")) as { config: Config };
  const keys = Object.entries(change).map(([key, value]): [string, unknown] => [`n2acd-ha:${key}`, value]);
  await writeFile(
    changed,
    JSON.stringify({ ...whole, config: { ...whole.config, ...Object.fromEntries(keys) } }),
  );
  return stack.run("preview", "--json", "--show-sames", "--config-file", changed);
}
