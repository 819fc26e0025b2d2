// The three tools: how each receives the description of the hosts, and which command a user runs for each scenario.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../test/support/stack/pulumi.ts";
import { Stack } from "../../test/support/stack/stack.ts";
import { configurationsOf } from "./configurations.ts";
import type { Node, Site } from "./hosts.ts";

export const toolNames = ["n2acd-ha", "ansible", "pyinfra"] as const;
export type ToolName = (typeof toolNames)[number];

export const scenarios = ["converge", "no-change", "one-line", "drift", "destroy"] as const;
export type Scenario = (typeof scenarios)[number];

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
}

export interface Tool {
  /** Gives the tool the hosts, of whose state it knows nothing yet. */
  readonly start: (site: Site) => Promise<void>;
  /** Gives the tool the changed line. */
  readonly change: (site: Site) => Promise<void>;
  readonly command: (scenario: Scenario) => Command;
  /** The exit status of its drift check when that finds drift. */
  readonly drifted: number;
}

const here = import.meta.dirname;
export const folder = join(root, ".dev/bench-compare");

export const tools: Readonly<Record<ToolName, () => Tool>> = { "n2acd-ha": ours, ansible, pyinfra };

function ours(): Tool {
  let stack: Stack | undefined;
  const place = () => {
    if (stack === undefined) throw new Error("it was not told of any hosts");
    return stack;
  };
  return {
    async start({ sms, fe, feBatch, clientTimeout, key }) {
      const config = {
        ssh: { user: "deploy" },
        smsNodes: sms,
        feNodes: fe,
        jarvis,
        guard: false,
        rollout: { feBatch },
        timeouts: { client: clientTimeout },
      };
      stack = await Stack.create("bench-compare", config, key);
    },
    change: ({ clientTimeout }) => place().set({ "timeouts.client": clientTimeout }),
    command(scenario) {
      const { env, name, folder: cwd } = place();
      const pulumi = (...words: readonly string[]) => [
        ...["pulumi", ...words, "--yes", "--skip-preview", "--parallel", "50", "--stack", name, "-C", cwd],
      ];
      const drift = ["node", join(root, "tools/drift.ts"), name, "--cwd", cwd];
      const argv =
        scenario === "drift" ? drift : pulumi(scenario === "destroy" ? "destroy" : "up", "--non-interactive");
      // As docs/operations/nodes.md recommends: after a destroy that was killed, the next one finds what is undone already.
      const once = scenario === "destroy" ? ["PULUMI_SKIP_CHECKPOINTS=true"] : [];
      return { argv: ["env", ...env, ...once, ...argv], cwd: root };
    },
    drifted: 1,
  };
}

const jarvis = {
  configFile: "/etc/jarvis/jarvis.conf",
  match: "^port *= *5432$",
  set: "port = 15432",
  service: "jarvis",
};

function ansible(): Tool {
  const cwd = join(folder, "ansible");
  const source = join(here, "ansible");
  return {
    async start(site) {
      // Removes what Ansible remembers of hosts that are gone, and its SSH sessions with them.
      await rm(cwd, { recursive: true, force: true });
      await mkdir(cwd, { recursive: true });
      await writeFile(join(cwd, "inventory.yml"), JSON.stringify(inventory(site)));
      await tell(cwd, site);
    },
    change: (site) => tell(cwd, site),
    command(scenario) {
      const playbook = join(source, scenario === "destroy" ? "destroy.yml" : "site.yml");
      const env = [
        `ANSIBLE_CONFIG=${join(source, "ansible.cfg")}`,
        `ANSIBLE_CACHE_PLUGIN_CONNECTION=${join(cwd, "facts")}`,
        `ANSIBLE_SSH_CONTROL_PATH_DIR=${join(cwd, "ssh")}`,
      ];
      const words = ["-i", "inventory.yml", "-e", "@site.json", playbook];
      const check = scenario === "drift" ? ["--check", "--diff"] : [];
      return { argv: ["env", ...env, rival("ansible-playbook"), ...words, ...check], cwd };
    },
    drifted: 0,
  };
}

function inventory({ sms, fe, key, knownHosts }: Site): object {
  const group = (nodes: readonly Node[]) => ({
    hosts: Object.fromEntries(nodes.map(({ name, address }) => [name, { ansible_host: address }])),
  });
  const vars = {
    ansible_user: "deploy",
    ansible_ssh_private_key_file: key,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHosts}`,
  };
  return { all: { children: { sms: group(sms), fe: group(fe) }, vars } };
}

function pyinfra(): Tool {
  const cwd = join(here, "pyinfra");
  const told = join(folder, "pyinfra");
  return {
    start: (site) => tell(told, site),
    change: (site) => tell(told, site),
    command(scenario) {
      const deploy = scenario === "destroy" ? "destroy.py" : "deploy.py";
      const how = ["--sudo", "--fail-percent", "0", ...(scenario === "drift" ? ["--dry", "--diff"] : ["-y"])];
      const env = [`SITE=${join(told, "site.json")}`, "PYTHONDONTWRITEBYTECODE=1"];
      return { argv: ["env", ...env, rival("pyinfra"), ...how, "inventory.py", deploy], cwd };
    },
    drifted: 0,
  };
}

async function tell(where: string, site: Site): Promise<void> {
  await mkdir(where, { recursive: true });
  await writeFile(
    join(where, "site.json"),
    JSON.stringify({ site: { ...site, ...configurationsOf(site) } }),
    { mode: 0o600 },
  );
}

function rival(program: string): string {
  return join(root, ".dev/rivals/bin", program);
}
