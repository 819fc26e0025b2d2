// A page in a real browser: what it looks like there, told by the browser itself, and a picture of it.
import { readFileSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { local } from "./exec.ts";

export interface Looks {
  /** Wide as the window: nothing has to be scrolled sideways. */
  readonly fits: boolean;
  /** By selector, the first element that it finds. */
  readonly elements: Readonly<
    Record<
      string,
      { readonly text: string; readonly colour: string; readonly ground: string; readonly fill: string }
    >
  >;
  /** What the browser would have fetched. */
  readonly fetched: readonly string[];
  readonly title: string;
}

export interface View {
  readonly width?: number;
  readonly dark?: boolean;
}

/** @param selectors of elements that are there. */
export async function looks(file: string, selectors: readonly string[], view: View = {}): Promise<Looks> {
  const copy = file.replace(/\.html$/, ".probe.html");
  // The page forbids scripts; its copy has one that asks the browser.
  const html = readFileSync(file, "utf8").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  writeFileSync(
    copy,
    html.replace("</body>", `<script>(${probe})(${JSON.stringify(selectors)})</script></body>`),
  );
  const dom = await chromium(["--dump-dom", `file://${copy}`], view);
  const told = /<pre id="probe">(.*?)<\/pre>/s.exec(dom)?.[1];
  assert.ok(told !== undefined, dom.slice(0, 2000));
  const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return JSON.parse(told.replaceAll(/&(lt|gt|amp);/g, (entity) => entities[entity] ?? "")) as Looks;
}

export async function screenshot(
  file: string,
  picture: string,
  { height = 1500, ...view }: View & { height?: number } = {},
): Promise<void> {
  await chromium([`--screenshot=${picture}`, `file://${file}`], view, height);
}

async function chromium(
  args: readonly string[],
  { width = 1100, dark = false }: View,
  height = 900,
): Promise<string> {
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
  ];
  const scheme = dark
    ? ["--blink-settings=preferredColorScheme=0"]
    : ["--blink-settings=preferredColorScheme=1"];
  const size = `--window-size=${width},${height}`;
  const { status, stdout, stderr } = await local(["chromium", ...flags, ...scheme, size, ...args], {
    timeout: 120_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Runs in the browser, whose names this program does not have. */
const probe = `selectors => {
  const elements = {};
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (!element) continue;
    const style = getComputedStyle(element);
    elements[selector] = { text: element.textContent.replace(/\\s+/g, " ").trim(), colour: style.color, ground: style.backgroundColor, fill: style.fill };
  }
  const root = document.documentElement;
  const told = { fits: root.scrollWidth <= innerWidth, elements, title: document.title,
    fetched: performance.getEntriesByType("resource").map(({ name }) => name) };
  const pre = document.createElement("pre");
  pre.id = "probe";
  pre.textContent = JSON.stringify(told);
  document.body.append(pre);
}`;
