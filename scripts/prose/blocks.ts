// The prose of a document: each paragraph, heading and table cell as plain text, with the positions of the text in the file.
import type { Heading, Node, Paragraph, TableCell } from "mdast";

export type Block = Paragraph | Heading | TableCell;

/** A part of a block's text: where it begins in the text, and where in the file. */
interface Piece {
  readonly from: number;
  readonly offset: number;
}

export interface Prose {
  /** The text on one line. A piece of code is one word, because it is not read as a sentence. */
  readonly text: string;
  /** The offset in the file of a position in the text, counted from the start of its piece of prose or code. */
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
