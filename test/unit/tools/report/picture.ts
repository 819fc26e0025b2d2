// Makes the README's picture of a report in a pull request anew, from the golden file of one: node test/unit/tools/report/picture.ts (needs
// chromium).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { root } from "../../../support/stack/pulumi.ts";
import { screenshot } from "../../../support/browser.ts";

const style = `body{margin:0;padding:24px;background:#fff;color:#1f2328;font:14px/1.5 system-ui,"DejaVu Sans",sans-serif}
  .comment{border:1px solid #d0d7de;border-radius:6px}.who{background:#f6f8fa;border-bottom:1px solid #d0d7de;padding:8px 16px;border-radius:6px 6px 0 0}
  .text{padding:0 16px 4px}h2{font-size:20px;border-bottom:1px solid #d8dee4;padding-bottom:6px}h3{font-size:16px}
  code{font:12px ui-monospace,"DejaVu Sans Mono",monospace;background:#eff1f3;padding:2px 5px;border-radius:5px}
  pre{background:#f6f8fa;padding:10px;border-radius:6px}pre code{background:none;padding:0}
  ins{background:#dafbe1;text-decoration:none}del{background:#ffebe9;text-decoration:none}b{color:#8250df;font-weight:400}`;

const report = readFileSync(join(root, "test/support/golden/report/one-timeout.md"), "utf8").replace(
  "`e2e`",
  "`prod`",
);
const html = micromark(report, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
  .replace(/^\+.*$/gm, "<ins>$&</ins>")
  .replace(/^-(?!-).*$/gm, "<del>$&</del>")
  .replace(/^(<pre><code[^>]*>)?(@@.*)$/gm, "$1<b>$2</b>");

const folder = mkdtempSync(join(tmpdir(), "n2acd-picture-"));
const page = join(folder, "report.html");
writeFileSync(
  page,
  `<!doctype html><meta charset="utf-8"><style>${style}</style><div class="comment"><div class="who"><strong>n2acd-ha</strong> commented</div><div class="text">${html}</div></div>`,
);
await screenshot(page, join(root, "docs/report.png"), { width: 900, height: 860 });
rmSync(folder, { recursive: true });
