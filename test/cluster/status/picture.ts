// Makes the README's picture of the status page anew from what was recorded: node test/cluster/status/picture.ts (needs chromium).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { statusOf } from "../../../tools/status/report/report.ts";
import { page } from "../../../tools/status/show/page.ts";
import { picture } from "../../../tools/status/show/picture.ts";
import { root } from "../../support/stack/pulumi.ts";
import { questions, recorded } from "../../support/status/recorded.ts";
import { screenshot } from "../../support/browser.ts";

const folder = mkdtempSync(join(tmpdir(), "n2acd-picture-"));
const html = join(folder, "status.html");
const status = statusOf("prod", recorded("failover"), new Date("2026-11-25T22:45:02Z"));
writeFileSync(html, page(status, picture(status, questions("failover"))));
await screenshot(html, join(root, "docs/status.png"), { width: 1000, height: 1075 });
rmSync(folder, { recursive: true });
