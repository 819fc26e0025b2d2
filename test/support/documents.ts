// The documents as a reader has them: their links, code blocks and tables.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

export interface Document {
  /** Its path in the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown document that belongs to the project. */
export function documents(): Document[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const paths = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "UPGRADING.md",
    ...inDocs.map((path) => `docs/${path}`),
  ];
  return paths
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The text of every code block in that language. */
export function codeBlocks({ text }: Document, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body]) => body ?? "");
}

/** Commands that a document shows. */
export interface ShellBlock {
  /** The heading that it stands below. */
  readonly heading: string;
  readonly text: string;
  /** The test that runs it, if a comment in front of it names one. */
  readonly test?: string;
}

/** Its shell blocks in their order. */
export function shellBlocks({ text }: Document): ShellBlock[] {
  const found: ShellBlock[] = [];
  let heading = "";
  const parts = /^(#+) (.+)$|(?:<!-- run by (\S+) -->\n\s*)?^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;
  for (const [, level, title = "", test, indent = "", language, body = ""] of text.matchAll(parts)) {
    if (level !== undefined) heading = title;
    else if (language === "sh") {
      const lines = body.replaceAll(new RegExp(`^${indent}`, "gm"), "");
      found.push({ heading, text: lines, ...(test === undefined ? {} : { test }) });
    }
  }
  return found;
}

/** The targets of its links, outside code. */
export function links(document: Document): string[] {
  return [...withoutCode(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
}

/** What GitHub makes of its headings, to be linked to. */
export function anchors({ text }: Document): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));
}

export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function withoutCode({ text }: Document): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]+`/g, "");
}

/** The YAML reader of Pulumi's own SDK. */
export const readYaml = (
  createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"))("js-yaml") as {
    load: (text: string) => unknown;
  }
).load;
