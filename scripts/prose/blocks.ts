// The prose of a document: each paragraph, heading and table cell as plain text, whose places in the file are known.
import type { Heading, Node, Paragraph, TableCell } from "mdast";

export type Block = Paragraph | Heading | TableCell;

/** A part of a block's text, and where it stands in the file. */
interface Piece {
  readonly from: number;
  readonly offset: number;
}

export interface Prose {
  /** On one line. A piece of code is one word, for it is not read as a sentence. */
  readonly text: string;
  /** Where a place of the text stands in the file, as near as its piece of prose or code. */
  offsetOf(at: number): number;
}

export function proseOf(block: Block): Prose {
  const pieces: Piece[] = [];
  let text = "";
  const add = (node: Node): void => {
    pieces.push({ from: text.length, offset: node.position?.start.offset ?? 0 });
    if ("children" in node) for (const child of node.children as Node[]) add(child);
    else if (node.type === "inlineCode") text += "`code`";
    else if (node.type === "break" || node.type === "html") text += " ";
    else if ("value" in node) text += String(node.value).replaceAll(/\s/g, " ");
  };
  add(block);
  return {
    text,
    offsetOf(at) {
      const { from, offset } = pieces.findLast((piece) => piece.from <= at) ?? { from: 0, offset: 0 };
      return offset + at - from;
    },
  };
}
