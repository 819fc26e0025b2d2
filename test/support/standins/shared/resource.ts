import type { Props } from "./diff.ts";
import type { EngineLog } from "./engine-log.ts";

export interface Context {
  readonly urn: string;
  readonly log: EngineLog;
}

/** One resource type. Inputs are mirrored into the outputs; secrets stay secret (the engine sees to it). */
export interface Resource {
  /** Whether a change of this input, named by its root, makes a new resource. */
  replaces(property: string): boolean;
  readonly deleteBeforeReplace?: boolean;
  /** Defaults filled in, or an error for the person. */
  check?(inputs: Props, context: Context, olds: Props): Props;
  create(inputs: Props, context: Context): Promise<{ id: string; outs: Props }>;
  /** Undefined when it is gone. Without `read`, a refresh believes the state. */
  read?(id: string, state: Props): Promise<Props | undefined>;
  update?(id: string, olds: Props, news: Props, context: Context): Promise<Props>;
  delete?(id: string, state: Props, context: Context): Promise<void>;
}
