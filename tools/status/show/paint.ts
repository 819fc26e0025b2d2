import { styleText } from "node:util";
import type { Style } from "./grid.ts";

const formats: Readonly<Record<Exclude<Style, "plain">, Parameters<typeof styleText>[0]>> = {
  good: "green",
  calm: "cyan",
  warn: ["yellow", "bold"],
  bad: ["red", "bold"],
  unknown: "magenta",
  strong: "bold",
  dim: "dim",
};

/** Colours a text where standard output is a terminal and NO_COLOR does not forbid it. */
export function paint(style: Style, text: string): string {
  return style === "plain" || text === "" ? text : styleText(formats[style], text);
}
