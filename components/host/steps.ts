import type { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";
import { hostStep, readyStep, type StepArgs } from "./step.ts";

/** A step of a node, beside what {@link HostSteps} knows already. */
export interface NodeStep extends Omit<StepArgs, "host" | "step"> {
  /** Steps of other nodes that must have been proven before. */
  after?: readonly pulumi.Resource[];
}

/** The steps of one node, each after the one before it: a host does one thing at a time. */
export class HostSteps {
  readonly #parent: pulumi.ComponentResource;
  readonly #name: string;
  readonly #host: Host;
  #latest: remote.Command | undefined;

  constructor(parent: pulumi.ComponentResource, name: string, host: Host) {
    this.#parent = parent;
    this.#name = name;
    this.#host = host;
  }

  ready(words: readonly string[]): remote.Command {
    this.#latest = readyStep(`${this.#name}-ready`, { host: this.#host, words }, { parent: this.#parent });
    return this.#latest;
  }

  run(step: string, { after = [], ...args }: NodeStep): remote.Command {
    const dependsOn = this.#latest === undefined ? [...after] : [this.#latest, ...after];
    this.#latest = hostStep(
      `${this.#name}-${step}`,
      { host: this.#host, step, ...args },
      { parent: this.#parent, dependsOn },
    );
    return this.#latest;
  }
}
