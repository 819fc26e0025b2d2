/** docker:index/container:Container. All but a few inputs are for life: a change makes a new container. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Props } from "../shared/diff.ts";
import type { Resource } from "../shared/resource.ts";
import { toFlags } from "./create-flags.ts";
import { docker, inspect, named, unlessMissing } from "./docker.ts";
import { flag, records, strings, text } from "./flags.ts";

const defaults = { mustRun: true, start: true, restart: "no", removeVolumes: true, networkMode: "bridge" };
const updatable = new Set(["restart", "memory", "memorySwap", "cpuShares", "cpuSet"]);
const noted = new Set([
  "destroyGraceSeconds",
  "mustRun",
  "removeVolumes",
  "start",
  "attach",
  "logs",
  "wait",
  "rm",
  "tmpfs",
  "init",
]);

const endpoint = (network: Props): string[] => [
  ...flag("ip", network["ipv4Address"]),
  ...flag("ip6", network["ipv6Address"]),
];

function createArguments(inputs: Props): string[] {
  const [first] = records(inputs["networksAdvanced"]);
  const entrypoint = (inputs["entrypoints"] ?? []) as string[];
  const wanted = first ? { ...inputs, networkMode: first["name"] } : inputs;
  return [
    ...Object.entries(wanted).flatMap(([name, value]) => toFlags[name]?.(value) ?? []),
    ...(first ? [...endpoint(first), ...strings("network-alias", first["aliases"])] : []),
    ...flag("entrypoint", entrypoint[0]),
    String(inputs["image"]),
    ...entrypoint.slice(1),
    ...((inputs["command"] ?? []) as string[]),
  ];
}

/** Puts a file into a container that has not been started yet. */
async function upload(id: string, spec: Props): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "upload-"));
  try {
    const encoded = spec["contentBase64"];
    const content = typeof encoded === "string" ? Buffer.from(encoded, "base64") : text(spec["content"]);
    const mode = parseInt(text(spec["permissions"]) || (spec["executable"] === true ? "0744" : "0644"), 8);
    const file = path.join(folder, "file");
    await writeFile(file, content, { mode });
    await docker("cp", text(spec["source"]) || file, `${id}:${String(spec["file"])}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function outputs(id: string, inputs: Props): Promise<Props> {
  const told = await inspect("container", id);
  const settings = told?.["NetworkSettings"] as Props | undefined;
  const networks = Object.entries((settings?.["Networks"] ?? {}) as Record<string, Props>);
  const networkDatas = networks.map(([networkName, data]) => ({
    networkName,
    ipAddress: data["IPAddress"],
    ipPrefixLength: data["IPPrefixLen"],
    gateway: data["Gateway"],
    macAddress: data["MacAddress"],
  }));
  const config = told?.["Config"] as Props | undefined;
  return { ...inputs, hostname: config?.["Hostname"], networkDatas };
}

async function begin(id: string, inputs: Props): Promise<void> {
  for (const spec of records(inputs["uploads"])) await upload(id, spec);
  for (const network of records(inputs["networksAdvanced"]).slice(1)) {
    const aliases = strings("alias", network["aliases"]);
    await docker("network", "connect", ...endpoint(network), ...aliases, String(network["name"]), id);
  }
  if (inputs["start"] === false) return;
  await docker("start", id);
  const state = (await inspect("container", id))?.["State"] as Props | undefined;
  if (inputs["mustRun"] === false || state?.["Running"] === true) return;
  throw new Error(
    `container ended at once, exit code ${String(state?.["ExitCode"])}: ${await docker("logs", id)}`,
  );
}

export const container: Resource = {
  replaces: (property) => !updatable.has(property) && !noted.has(property),
  deleteBeforeReplace: true,
  check(inputs, { urn }, olds) {
    const strange = Object.keys(inputs).filter((name) => !(name in toFlags));
    if (strange.length > 0)
      throw new Error(`The stand-in for docker.Container cannot do: ${strange.join(", ")}`);
    return { ...defaults, ...named(inputs, urn, olds) };
  },
  async create(inputs) {
    const id = await docker("create", ...createArguments(inputs));
    try {
      await begin(id, inputs);
    } catch (error) {
      await unlessMissing(docker("rm", "--force", "--volumes", id));
      throw error;
    }
    return { id, outs: await outputs(id, inputs) };
  },
  async read(id, state) {
    return (await inspect("container", id)) && outputs(id, state);
  },
  async update(id, _olds, news) {
    const flags = Object.entries(news).flatMap(([name, value]) =>
      updatable.has(name) ? (toFlags[name]?.(value) ?? []) : [],
    );
    await docker("update", ...flags, id);
    return outputs(id, news);
  },
  async delete(id, state) {
    const grace = Number(state["destroyGraceSeconds"] ?? 0);
    await unlessMissing(docker("stop", `--time=${grace}`, id));
    const volumes = state["removeVolumes"] === false ? [] : ["--volumes"];
    await unlessMissing(docker("rm", "--force", ...volumes, id));
  },
};
