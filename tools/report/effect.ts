/** What happens on a node, and what it means. Effects with a lower rank are shown first. */
export interface Effect {
  readonly rank: number;
  readonly what: string;
  readonly means: string;
  /** True: `what` describes the node itself, and is put after "is". */
  readonly ofNode?: boolean;
}
