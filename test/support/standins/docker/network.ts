/** docker:index/network:Network. Every input is for life: a change makes a new network. */
import type { Props } from "../shared/diff.ts";
import type { Resource } from "../shared/resource.ts";
import { docker, inspect, named, unlessMissing } from "./docker.ts";
import { flag, pairs, records, strings } from "./flags.ts";

const known = new Set([
  ...["name", "attachable", "driver", "internal", "ipamConfigs", "ipamDriver", "ipv6", "labels", "options"],
]);

function createFlags(inputs: Props): string[] {
  const ipam = records(inputs["ipamConfigs"]).flatMap((config) => [
    ...flag("subnet", config["subnet"]),
    ...flag("gateway", config["gateway"]),
    ...flag("ip-range", config["ipRange"]),
    ...pairs("aux-address", config["auxAddress"]),
  ]);
  const labels = records(inputs["labels"]).map(({ label, value }) => `${String(label)}=${String(value)}`);
  return [
    ...flag("driver", inputs["driver"]),
    ...flag("attachable", inputs["attachable"]),
    ...flag("internal", inputs["internal"]),
    ...flag("ipv6", inputs["ipv6"]),
    ...flag("ipam-driver", inputs["ipamDriver"]),
    ...ipam,
    ...strings("label", labels),
    ...pairs("opt", inputs["options"]),
  ];
}

export const network: Resource = {
  replaces: () => true,
  // The real one does so for a network with a given name; two cannot share a subnet either.
  deleteBeforeReplace: true,
  check(inputs, { urn }, olds) {
    const strange = Object.keys(inputs).filter((name) => !known.has(name));
    if (strange.length > 0)
      throw new Error(`The stand-in for docker.Network cannot do: ${strange.join(", ")}`);
    return { driver: "bridge", ipamDriver: "default", ...named(inputs, urn, olds) };
  },
  async create(inputs) {
    const id = await docker("network", "create", ...createFlags(inputs), String(inputs["name"]));
    return { id, outs: { ...inputs, scope: "local", internal: inputs["internal"] ?? false } };
  },
  async read(id, state) {
    return (await inspect("network", id)) && state;
  },
  async delete(id) {
    await unlessMissing(docker("network", "rm", id));
  },
};
