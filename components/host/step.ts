import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../lib/shell.ts";
import { type Arguments, type ArgumentValues, writeArguments } from "../../steps/arguments.ts";
import { applies, stepFile, stepScript } from "../../steps/command.ts";
import type { Role, StepDefinition } from "../../steps/definition.ts";
import { ready } from "../../steps/ready.ts";
import { isBrief } from "../briefPreview.ts";
import { connectionOf } from "./connection.ts";
import type { Host } from "./host.ts";
import { toolkitInstaller } from "./installer.ts";
import { asRoot, becomesRoot } from "./root.ts";
import { hostFolder, stepVersion, toolkitVersion } from "./toolkit.ts";

/** The arguments of the step `ready`, except for the node's role. */
export type ReadyArgs = Omit<ArgumentValues<typeof ready.args>, "role">;

/** What {@link hostStep} needs to run a step. */
export interface StepArgs<A extends Arguments> {
  /** The host it runs on. */
  host: Host;
  step: StepDefinition<A>;
  /** Shown in previews. Must not hold a secret, because a failing command is printed whole. */
  args: ArgumentValues<A>;
  /** Content for the step's standard input. */
  stdin?: pulumi.Input<string> | undefined;
  /**
   * True when `stdin` holds a secret: the state keeps it as a secret, and what the step prints is neither kept nor shown. Default: as the
   * step's definition says.
   */
  secret?: boolean;
}

/** There may be nothing left to undo: an earlier `destroy` was killed before the state recorded it, or the host came back empty. */
const undoes = `sh -c ${quote(
  `[ ! -e ${stepFile} ] || exec ${stepScript} "$@"; echo "\${3#host=}: $1: there is no ${hostFolder} here any more, so nothing to undo" >&2`,
)} n2acd-ha`;

/**
 * One step on one host: `apply` when it is created or anything about it changes, `undo` when it is destroyed. It uses one SSH connection.
 * Everything that varies is in the arguments and in `stdin`, so a change is an update in place.
 */
export function hostStep<A extends Arguments>(
  name: string,
  { host, step, args, stdin, secret = step.stdin === "secrets" }: StepArgs<A>,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const told = [...hostWords(host), ...writeArguments(step.args, args)];
  const applied = [...told, `version=${stepVersion(step.name)}`, ...repair(host, step.name)];
  return new remote.Command(
    name,
    {
      connection: connectionOf(host),
      create: asRoot(host) + applies(step.name, applied),
      ...(step.undoneBy === "ready"
        ? {}
        : { delete: `${asRoot(host)}${undoes} ${step.name} undo ${quoted(told)}` }),
      ...(stdin === undefined ? {} : { stdin: secret ? pulumi.secret(stdin) : stdin }),
      logging: secret ? "none" : "stderr",
      addPreviousOutputInEnv: false,
    },
    { ...opts, ...hostOptions(host), additionalSecretOutputs: secret ? ["stdout", "stderr"] : [] },
  );
}

/**
 * The first step on every host: proves that it can be reached, that the login user can become root and that the host
 * has what the later steps need, and puts the toolkit there. Destroying it undoes whatever an interrupted run left
 * and removes the toolkit. Its stdout is a line of JSON with facts about the host.
 */
export function readyStep(
  name: string,
  { host, role, args }: { host: Host; role: Role; args: ReadyArgs },
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const root = asRoot(host);
  const told = [...hostWords(host), ...writeArguments(ready.args, { role, ...args })];
  const applied = [...told, `version=${toolkitVersion(role)}`, ...repair(host, ready.name)];
  // If the host belongs to a node with another name by now, so does the toolkit.
  const renamed = `! grep -qx ${quote(`host=${host.name}`)} ${hostFolder}/ready/args`;
  const undo = `if [ -e ${hostFolder}/ready/args ] && ${renamed}; then exit 0; fi; [ ! -e ${stepFile} ] || ${stepScript} ready undo ${quoted(told)}; rm -rf ${hostFolder}`;
  return new remote.Command(
    name,
    {
      connection: patient(host),
      create: becomesRoot(host) + root + applies(ready.name, applied),
      delete: `${root}sh -euc ${quote(undo)}`,
      // It is reviewed where it is written, and `version` in the command changes with it. As a secret it would be encrypted anew whenever
      // the state is written.
      stdin: isBrief() ? "" : toolkitInstaller(role),
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    {
      ...opts,
      hideDiffs: ["stdin"],
      ...hostOptions(host),
      ...(host.machine === undefined ? {} : { dependsOn: [host.machine] }),
    },
  );
}

/** An argument for a step that is to run again, because what it did on the host was changed there. Another number makes another command. */
function repair({ name, repair = {} }: Host, step: string): string[] {
  const number = repair[`${name}-${step}`];
  return number === undefined ? [] : [`repair=${number}`];
}

function hostWords({ name, identity }: Host): string[] {
  return identity === undefined ? [`host=${name}`] : [`host=${name}`, `machine=${identity}`];
}

function quoted(words: readonly string[]): string {
  return words.map(quote).join(" ");
}

/** A machine that was just created is still booting: the provider tries for some 100 s instead of its usual 11. */
function patient(host: Host): Host["connection"] {
  const connection = connectionOf(host);
  return host.machine === undefined ? connection : { ...connection, dialErrorLimit: 30 };
}

function hostOptions({ machine, before, onError }: Host): pulumi.CustomResourceOptions {
  const first = before === undefined ? {} : { beforeCreate: [before], beforeUpdate: [before] };
  return {
    hooks: { ...first, ...(onError === undefined ? {} : { onError: [onError] }) },
    ...(machine === undefined ? {} : { deletedWith: machine }),
  };
}
