import { inventoryHost } from "../../components/host/inventory.ts";
import { becomesRoot } from "../../components/host/root.ts";
import { ownSecrets, parseConfig } from "../../config/parse.ts";
import type { InventoryNode } from "../../config/resolve.ts";
import { stepNamed } from "../../steps/all.ts";
import { applicationOf } from "../../steps/command.ts";
import { bringsConfig, type Role } from "../../steps/definition.ts";
import { Login } from "../hosts/applied.ts";
import { stackConfig } from "../hosts/stackConfig.ts";
import type { Preview } from "../report/preview.ts";
import { unknownValue } from "../report/steps.ts";
import type { PlannedStep } from "./script.ts";

/** A host that `up` would change. */
export interface PlannedHost {
  readonly name: string;
  readonly role: Role;
  readonly address: string;
  readonly user: string;
  readonly bastion: string | undefined;
  readonly login: Login;
  readonly sudo: boolean;
  /** Shell text that ends the command where the login user cannot become root. */
  readonly becomesRoot: string;
}

/**
 * The hosts of a stack that may never have been applied. They are read from its configuration, because a preview shows no logins.
 *
 * @param config what `pulumi config --json --show-secrets` prints.
 * @throws Error for the dev stack, whose hosts are made by `up`.
 */
export function plannedHosts(config: string): PlannedHost[] {
  const { raw, privateKey } = readConfig(config);
  const { smsNodes, feNodes, lost, dev } = parseConfig(raw, ownSecrets);
  if (dev !== undefined) throw new Error("up makes the dev stack's hosts itself: there is nothing to check");
  const planned = (role: Role) => (node: InventoryNode) => ({
    ...reached(node, privateKey),
    role,
  });
  return [...smsNodes.map(planned("sms")), ...feNodes.map(planned("fe"))].filter(
    ({ name }) => !lost.includes(name),
  );
}

function reached(node: InventoryNode, privateKey: string | undefined): Omit<PlannedHost, "role"> {
  const host = inventoryHost(node);
  const { proxy, ...hop } = host.connection;
  const key = privateKey === undefined ? {} : { privateKey };
  return {
    name: host.name,
    address: host.address,
    user: host.user,
    bastion: host.bastion,
    login: Login.parse({
      ...hop,
      ...key,
      ...(proxy === undefined ? {} : { proxy: { ...(proxy as object), ...key } }),
    }),
    sudo: host.sudo,
    becomesRoot: becomesRoot(host),
  };
}

function readConfig(printed: string): { raw: Record<string, unknown>; privateKey: string | undefined } {
  const all = stackConfig(printed);
  const isKey = ({ key }: { readonly key: string }): boolean => key === "sshPrivateKey";
  return {
    raw: Object.fromEntries(all.map((each) => [each.key, isKey(each) ? each.text : each.value])),
    privateKey: all.find(isKey)?.text,
  };
}

/** The steps that would run on each host, in their order, by the host's name. */
export function plannedSteps({ steps }: Preview): Map<string, PlannedStep[]> {
  const planned = new Map<string, PlannedStep[]>();
  for (const { newState } of steps) {
    const { create, stdin } = newState?.inputs ?? {};
    const application = applicationOf(create);
    if (application === undefined) continue;
    const { host, step, words } = application;
    const definition = stepNamed(step);
    const known = definition !== undefined && bringsConfig(definition);
    const config = known && typeof stdin === "string" && stdin !== unknownValue ? stdin : "";
    planned.set(host, [...(planned.get(host) ?? []), { step, words, config }]);
  }
  return planned;
}
