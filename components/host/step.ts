import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../lib/shell.ts";
import { isBrief } from "../briefPreview.ts";
import { connectionOf } from "./connection.ts";
import type { Host } from "./host.ts";
import { toolkitInstaller } from "./installer.ts";
import { asRoot, becomesRoot } from "./root.ts";
import { hostFolder, type Role, stepVersion, toolkitVersion } from "./toolkit.ts";

/** What a step is told. */
export interface StepArgs {
  /** The host it runs on. */
  host: Host;
  /** The file in `assets/scripts/steps/`, without its ending. */
  step: string;
  /** Plain words `key=value`, shown in previews. Never a secret: a failing command is printed whole. */
  words?: readonly string[];
  /** Content for the step's standard input: a file to write, or secrets. */
  stdin?: pulumi.Input<string>;
  /** True when `stdin` holds a secret: it is kept as one, and nothing that the step prints is kept or shown. */
  secret?: boolean;
}

const stepFile = `${hostFolder}/toolkit/step.sh`;
/** Given to the shell: /var may be mounted so that nothing in it can be executed. */
const stepScript = `sh ${stepFile}`;

/**
 * `destroy` may have been here before, killed before the state had a word of it; and on a host that came back empty nothing of
 * n2acd-ha is left.
 */
const undoes = `sh -c ${quote(
  `[ ! -e ${stepFile} ] || exec ${stepScript} "$@"; echo "\${3#host=}: $1: there is no ${hostFolder} here any more, so nothing to undo" >&2`,
)} n2acd-ha`;

/**
 * Steps that go only when their node goes, and that no other node waits to see undone. Their undo comes with that of
 * `ready`, which undoes all that the journal still has: one login, where each would need its own.
 */
const undoneByReady: ReadonlySet<string> = new Set([
  "packages",
  "database",
  "firewall",
  "haproxy-secrets",
  "retire",
]);

/**
 * One step on one host: `apply` when it is created or anything about it changes, `undo` when it is destroyed.
 * One SSH connection. Everything that varies is in `words` and `stdin`, so a change is an update in place.
 */
export function hostStep(name: string, args: StepArgs, opts: pulumi.CustomResourceOptions): remote.Command {
  const { host, step, words = [], stdin, secret = false } = args;
  const told = wordsOf(host, words);
  return new remote.Command(
    name,
    {
      connection: connectionOf(host),
      create: `${asRoot(host)}${stepScript} ${step} apply ${told} version=${stepVersion(step)}${repair(host, step)}`,
      ...(undoneByReady.has(step) ? {} : { delete: `${asRoot(host)}${undoes} ${step} undo ${told}` }),
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
  args: { host: Host; role: Role; words: readonly string[] },
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const { host, role } = args;
  const root = asRoot(host);
  const told = wordsOf(host, [`role=${role}`, ...args.words]);
  // Under another name by now, the host is that node's, and so is the toolkit.
  const renamed = `! grep -qx ${quote(`host=${host.name}`)} ${hostFolder}/ready/args`;
  const undo = `if [ -e ${hostFolder}/ready/args ] && ${renamed}; then exit 0; fi; [ ! -e ${stepFile} ] || ${stepScript} ready undo ${told}; rm -rf ${hostFolder}`;
  return new remote.Command(
    name,
    {
      connection: patient(host),
      create: `${becomesRoot(host)}${root}sh -s -- ready apply ${told} version=${toolkitVersion(role)}${repair(host, "ready")}`,
      delete: `${root}sh -euc ${quote(undo)}`,
      // Reviewed where it is written, and `version` in the command changes with it. As a secret it would be encrypted anew
      // whenever the state is written.
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

/** Somebody changed on the host what this step did, and asked for it again: another number is another command. */
function repair({ name, repair = {} }: Host, step: string): string {
  const number = repair[`${name}-${step}`];
  return number === undefined ? "" : ` repair=${number}`;
}

function wordsOf({ name, identity }: Host, words: readonly string[]): string {
  const whom = identity === undefined ? [`host=${name}`] : [`host=${name}`, `machine=${identity}`];
  return [...whom, ...words].map(quote).join(" ");
}

/** A machine that was made a moment ago still boots: some 100 s of trying, in place of the provider's 11. */
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
