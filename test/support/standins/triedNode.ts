import type { types } from "@pulumi/command";

/** A node of fixtures/nodes. */
export interface TriedNode {
  readonly name: string;
  readonly formerly?: string;
  readonly connection: types.input.remote.ConnectionArgs;
  /** Where its steps say that they ran. */
  readonly log: string;
  /** The steps that a lost node keeps. */
  readonly lost?: readonly string[];
}
