// dev/hosts.ts and dev/cluster.sh make the same containers: what Pulumi is asked for, against what Docker was told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { local } from "../../support/exec.ts";
import { Cluster, lastNumber } from "../../support/cluster.ts";

const cluster = new Cluster("n2acd-t-alike", "172.30.142");
const nodes = {
  "sms-01": "apt",
  "sms-02": "dnf",
  "fe-01": "apt",
  "fe-02": "dnf",
} as const;

type Inputs = Readonly<Record<string, unknown>>;
const asked = new Map<string, Inputs>();

before(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      if (type === "docker:index/container:Container") asked.set(name, inputs as Inputs);
      return { id: name, state: inputs as Inputs };
    },
    call: ({ inputs }) => inputs as Inputs,
  });
  const { devHosts } = await import("../../../dev/hosts.ts");
  const all = Object.entries(nodes).map(([name, flavour]) => ({
    name,
    flavour,
    address: `${cluster.prefix}.${lastNumber(name)}`,
  }));
  const made = devHosts({
    name: cluster.name,
    subnet: `${cluster.prefix}.0/24`,
    smsNodes: all.slice(0, 2),
    feNodes: all.slice(2),
  });
  await Promise.all(made.map(({ container }) => new Promise((resolve) => container.id.apply(resolve))));
  await cluster.up({ https: true });
});
after(() => cluster.down());

for (const node of Object.keys(nodes)) {
  test(`${node} is the same host either way`, async () => {
    const name = `${cluster.name}-${node}`;
    assert.deepEqual(fromPulumi(asked.get(name) ?? {}), await fromDocker(name));
  });
}

interface Spec {
  readonly image: string;
  readonly hostname: string;
  readonly address: string;
  readonly capabilities: string[];
  readonly security: string[];
  readonly cgroups: string;
  readonly tmpfs: unknown;
  readonly hosts: string[];
  readonly environment: string[];
  readonly mounts: string[];
}

function fromPulumi(inputs: Inputs): Spec {
  const records = (name: string) => (inputs[name] ?? []) as Record<string, string>[];
  return {
    image: String(inputs["image"]),
    hostname: String(inputs["hostname"]),
    address: records("networksAdvanced")[0]?.["ipv4Address"] ?? "",
    capabilities: (inputs["capabilities"] as { adds: string[] }).adds,
    security: inputs["securityOpts"] as string[],
    cgroups: String(inputs["cgroupnsMode"]),
    tmpfs: inputs["tmpfs"],
    hosts: records("hosts")
      .map(({ host, ip }) => `${host ?? ""}:${ip ?? ""}`)
      .sort(),
    environment: (inputs["envs"] as string[]).toSorted(),
    mounts: records("volumes")
      .map(
        ({ hostPath, containerPath, readOnly }) =>
          `${hostPath ?? ""}:${containerPath ?? ""}${readOnly ? ":ro" : ""}`,
      )
      .sort(),
  };
}

async function fromDocker(name: string): Promise<Spec> {
  const { stdout } = await local(["docker", "inspect", name]);
  const [told] = JSON.parse(stdout) as [
    {
      Config: { Image: string; Hostname: string; Env: string[] };
      HostConfig: {
        CapAdd: string[];
        SecurityOpt: string[];
        CgroupnsMode: string;
        Tmpfs: unknown;
        ExtraHosts: string[];
        Binds: string[];
      };
      NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
    },
  ];
  const { Config: config, HostConfig: host } = told;
  return {
    image: config.Image,
    hostname: config.Hostname,
    address: told.NetworkSettings.Networks[cluster.name]?.IPAddress ?? "",
    capabilities: host.CapAdd.map((name) => `CAP_${name.replace(/^CAP_/, "")}`),
    security: host.SecurityOpt,
    cgroups: host.CgroupnsMode,
    tmpfs: host.Tmpfs,
    hosts: host.ExtraHosts.toSorted(),
    environment: config.Env.filter((line) => line.startsWith("N2DEV_")).sort(),
    mounts: host.Binds.toSorted(),
  };
}
