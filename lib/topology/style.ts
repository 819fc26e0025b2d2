/** Colours of the picture and of the page around it, light and dark. Each is readable on its background (WCAG AA). */
export const colours = {
  light: {
    ground: "#ffffff",
    card: "#f6f8fa",
    edge: "#d0d7de",
    ink: "#1f2328",
    dim: "#59636e",
    good: "#1a7f37",
    calm: "#57606a",
    warn: "#9a6700",
    bad: "#cf222e",
    unknown: "#8250df",
    "good-ground": "#dafbe1",
    "calm-ground": "#ffffff",
    "warn-ground": "#fff8c5",
    "bad-ground": "#ffebe9",
    "unknown-ground": "#fbefff",
  },
  dark: {
    ground: "#0d1117",
    card: "#151b23",
    edge: "#3d444d",
    ink: "#f0f6fc",
    dim: "#9198a1",
    good: "#3fb950",
    calm: "#9198a1",
    warn: "#d29922",
    bad: "#f85149",
    unknown: "#ab7df8",
    "good-ground": "#12261e",
    "calm-ground": "#0d1117",
    "warn-ground": "#272115",
    "bad-ground": "#2d1517",
    "unknown-ground": "#211a34",
  },
} as const;

/** CSS that defines the variables of both colour schemes, such as `--ink: #1f2328`, for what `selector` matches. */
export function variables(selector: string): string {
  const list = (from: Readonly<Record<string, string>>): string =>
    Object.entries(from)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  return `${selector}{${list(colours.light)}}@media (prefers-color-scheme:dark){${selector}{${list(colours.dark)}}}`;
}

const tones = ["good", "calm", "warn", "bad", "unknown"];

export const pictureStyle = [
  variables(".topology"),
  ".topology text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:13px;fill:var(--ink)}",
  ".topology .name{font-weight:600;font-size:14px}.topology .note{font-weight:400;font-size:11.5px;fill:var(--dim)}",
  ".topology .card{fill:var(--card);stroke:var(--edge)}.topology .group{fill:none;stroke:var(--edge);stroke-dasharray:3 4}",
  ".topology .chip{fill:var(--ground);stroke:var(--edge)}",
  ".topology .flow{fill:none;stroke:var(--dim);stroke-width:1.6}.topology .flow.asked{stroke-dasharray:5 4}",
  ".topology .tip{fill:var(--dim)}",
  ...tones.map(
    (tone) =>
      `.topology .card.${tone}{stroke:var(--${tone});stroke-width:${tone === "bad" ? 2 : 1.3}}` +
      `.topology .chip.${tone}{stroke:var(--${tone});fill:var(--${tone}-ground)}` +
      `.topology .flow.${tone}{stroke:var(--${tone});stroke-width:${tone === "calm" ? 1.4 : 2.2}}` +
      `.topology .tip.${tone},.topology .dot.${tone}{fill:var(--${tone})}.topology .note.${tone}{fill:var(--${tone})}`,
  ),
  ".topology .card.calm,.topology .chip.calm{stroke:var(--edge)}",
].join("\n");
