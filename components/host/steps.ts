import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../lib/shell.ts";
import { type Arguments, writeArguments } from "../../steps/arguments.ts";
import { bringsConfig, type Role, type StepDefinition } from "../../steps/definition.ts";
import { ready } from "../../steps/ready.ts";
import { retire } from "../../steps/retire.ts";
import type { Host } from "./host.ts";
import { hostStep, type ReadyArgs, readyStep, type StepArgs } from "./step.ts";

/** A step, in the form in which `make status` reads it from the state. `stdin` is empty unless it is HAProxy's configuration. */
export interface ToldStep {
  readonly step: string;
  readonly words: string;
  readonly stdin: pulumi.Input<string>;
}

/** What a step of a node needs, besides what {@link HostSteps} knows already. */
export interface NodeStep<A extends Arguments> extends Omit<StepArgs<A>, "host" | "step"> {
  /** Steps of other nodes that must have been proven before; a promise of them if those nodes are constructed later. */
  after?: readonly pulumi.Resource[] | Promise<readonly pulumi.Resource[]>;
}

/** The steps of one node. Each runs after the one before it, because a host does one thing at a time. */
export class HostSteps {
  readonly #parent: pulumi.ComponentResource;
  readonly #name: string;
  readonly #host: Host;
  #ready: remote.Command | undefined;
  #latest: remote.Command | undefined;
  readonly #told: ToldStep[] = [];
  readonly #left: remote.Command[] = [];

  constructor(parent: pulumi.ComponentResource, name: string, host: Host) {
    this.#parent = parent;
    this.#name = name;
    this.#host = host;
  }

  /** Adds the step `ready`, which has to be the node's first: it installs the toolkit that all other steps run from. */
  ready(role: Role, args: ReadyArgs): remote.Command {
    this.#note(ready, writeArguments(ready.args, { role, ...args }));
    this.#ready = readyStep(
      `${this.#name}-ready`,
      { host: this.#host, role, args },
      { parent: this.#parent },
    );
    this.#latest = this.#ready;
    return this.#ready;
  }

  /**
   * The last step of a node. It runs when a step ran that may have left something.
   *
   * @param proven the steps that must have been proven before: those of every node of the cluster.
   */
  retire(proven: Promise<readonly pulumi.Resource[]>): remote.Command {
    // Pulumi keeps the output of a step with secrets as a secret. This output is only a number.
    const counts = pulumi.unsecret(pulumi.all(this.#left.map(({ stdout }) => stdout)));
    return this.run(retire, {
      args: {},
      stdin: counts.apply((numbers) => numbers.map((number) => `left=${number.trim()}\n`).join("")),
      after: proven,
    });
  }

  /** Adds a step, which runs on the host after the step added before it and after those in `after`. */
  run<A extends Arguments>(step: StepDefinition<A>, { after = [], ...given }: NodeStep<A>): remote.Command {
    const { args, stdin } = given;
    this.#note(step, writeArguments(step.args, args), bringsConfig(step) ? stdin : undefined);
    const latest = this.#latest === undefined ? [] : [this.#latest];
    const dependsOn = Promise.resolve(after).then((others) => [...latest, ...others]);
    this.#latest = hostStep(
      `${this.#name}-${step.name}`,
      { host: this.#host, step, ...given },
      {
        parent: this.#parent,
        dependsOn,
        ...(step.undoneBy === "either" && this.#ready !== undefined ? { deletedWith: this.#ready } : {}),
      },
    );
    if (step.leaves === true) this.#left.push(this.#latest);
    return this.#latest;
  }

  /** The steps that the node has got until now. */
  get told(): readonly ToldStep[] {
    return this.#told;
  }

  #note({ name }: { name: string }, words: readonly string[], stdin: pulumi.Input<string> = ""): void {
    this.#told.push({ step: name, words: words.map(quote).join(" "), stdin });
  }
}
