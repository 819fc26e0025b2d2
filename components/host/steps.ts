import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";
import { hostStep, readyStep, type StepArgs } from "./step.ts";
import { quote } from "../../lib/shell.ts";
import type { Role } from "./toolkit.ts";

/** A step, in the form in which `make status` reads it from the state. Of what it gets on stdin, only HAProxy's configuration. */
export interface ToldStep {
  readonly step: string;
  readonly words: string;
  readonly stdin: pulumi.Input<string>;
}

/** A step of a node, beside what {@link HostSteps} knows already. */
export interface NodeStep extends Omit<StepArgs, "host" | "step"> {
  /** Steps of other nodes that must have been proven before; a promise of them where those nodes are constructed later. */
  after?: readonly pulumi.Resource[] | Promise<readonly pulumi.Resource[]>;
  /**
   * True for a step that may go alone, when the stack file says so, and whose undo comes with that of `ready` when its node goes:
   * no other node waits to see it undone. Default: it is undone by itself, before the steps before it.
   */
  undoneWithNode?: boolean;
}

/** The steps of one node, each after the one before it: a host does one thing at a time. */
export class HostSteps {
  readonly #parent: pulumi.ComponentResource;
  readonly #name: string;
  readonly #host: Host;
  #ready: remote.Command | undefined;
  #latest: remote.Command | undefined;
  readonly #told: ToldStep[] = [];

  constructor(parent: pulumi.ComponentResource, name: string, host: Host) {
    this.#parent = parent;
    this.#name = name;
    this.#host = host;
  }

  ready(role: Role, words: readonly string[] = []): remote.Command {
    const args = { host: this.#host, role, words };
    this.#note("ready", [`role=${role}`, ...words]);
    this.#ready = readyStep(`${this.#name}-ready`, args, { parent: this.#parent });
    this.#latest = this.#ready;
    return this.#ready;
  }

  /**
   * The last step of a node: it takes away what only the configuration before needed.
   *
   * @param left the steps that may have left something: it runs when one of them did.
   * @param proven what has to be proven before: every node of the cluster.
   */
  retire(left: readonly remote.Command[], proven: Promise<readonly pulumi.Resource[]>): remote.Command {
    // What a step with secrets prints is kept as a secret. This is a number.
    const counts = pulumi.unsecret(pulumi.all(left.map(({ stdout }) => stdout)));
    return this.run("retire", {
      stdin: counts.apply((numbers) => numbers.map((number) => `left=${number.trim()}\n`).join("")),
      after: proven,
    });
  }

  run(step: string, { after = [], undoneWithNode = false, ...args }: NodeStep): remote.Command {
    this.#note(step, args.words ?? [], step === "haproxy" || step === "web" ? args.stdin : undefined);
    const latest = this.#latest === undefined ? [] : [this.#latest];
    const dependsOn = Promise.resolve(after).then((others) => [...latest, ...others]);
    this.#latest = hostStep(
      `${this.#name}-${step}`,
      { host: this.#host, step, ...args },
      {
        parent: this.#parent,
        dependsOn,
        ...(undoneWithNode && this.#ready !== undefined ? { deletedWith: this.#ready } : {}),
      },
    );
    return this.#latest;
  }

  /** What the node has been told until now. */
  get told(): readonly ToldStep[] {
    return this.#told;
  }

  #note(step: string, words: readonly string[], stdin: pulumi.Input<string> = ""): void {
    this.#told.push({ step, words: words.map(quote).join(" "), stdin });
  }
}
