import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { closureOf } from "../../../components/host/closure.ts";
import { toolkitInstaller } from "../../../components/host/installer.ts";
import {
  hostFolder,
  lines,
  toolkitChecksums,
  toolkitFiles,
  toolkitOf,
} from "../../../components/host/toolkit.ts";
import type { Role } from "../../../steps/definition.ts";

/** Runs it with another folder than a host's; `step.sh` is not there, and so says what would have been run. */
function install(folder: string, installer: string): ReturnType<typeof spawnSync> {
  const input = installer.replace(`folder=${hostFolder}`, `folder=${folder}`);
  return spawnSync("sh", ["-s", "--", "nothing", "apply", "host=sms-01"], { input, encoding: "utf8" });
}

function inFolder(task: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-installer-"));
  try {
    task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const roles: readonly Role[] = ["sms", "fe"];
for (const role of roles)
  test(`what arrives on an ${role} host is its toolkit, and nothing besides; then the step is run`, () => {
    inFolder((folder) => {
      const { stderr } = install(folder, toolkitInstaller(role));
      assert.match(String(stderr), /sms-01: step nothing: there is no such step/);
      const checked = spawnSync("sha256sum", ["-c", "--quiet"], {
        cwd: join(folder, "toolkit"),
        input: toolkitChecksums(role),
      });
      assert.equal(checked.status, 0, String(checked.stdout));
      const found = spawnSync("find", [".", "-type", "f"], { cwd: folder, encoding: "utf8" }).stdout;
      const wanted = [...toolkitOf(role).keys()].map((path) => `./toolkit/${path}`);
      assert.deepEqual(found.trim().split("\n").toSorted(), wanted.toSorted());
    });
  });

test("an installer that was cut short leaves the toolkit as it was", () => {
  inFolder((folder) => {
    install(folder, toolkitInstaller("sms"));
    const before = readFileSync(join(folder, "toolkit/step.sh"), "utf8");
    const archive = /\n[A-Za-z0-9+/=]{1000,}\n/.exec(toolkitInstaller("sms"))?.[0] ?? "";
    const { status, stderr } = install(
      folder,
      toolkitInstaller("sms").replace(archive, archive.slice(0, 20_000) + "\n"),
    );
    assert.notEqual(status, 0, String(stderr));
    assert.equal(readFileSync(join(folder, "toolkit/step.sh"), "utf8"), before);
  });
});

test("it is much smaller than what it carries: a stack's state holds it twice for each host", () => {
  const carried = [...toolkitOf("sms").values()].join("").length;
  assert.ok(toolkitInstaller("sms").length < carried / 2, `${toolkitInstaller("sms").length} of ${carried}`);
});

test("a front end that was an SMS node keeps the scripts that undo that, until they have", () => {
  inFolder((folder) => {
    const names = () => readdirSync(join(folder, "toolkit/steps"));
    install(folder, toolkitInstaller("sms"));
    mkdirSync(join(folder, "jarvis"));
    writeFileSync(join(folder, "jarvis/args"), "host=sms-01\n");
    install(folder, toolkitInstaller("fe"));
    assert.ok(names().includes("jarvis.sh") && existsSync(join(folder, "toolkit/lib/line.sh")));
    assert.equal(
      readFileSync(join(folder, "toolkit/step.sh"), "utf8"),
      lines(toolkitOf("fe").get("step.sh") ?? ""),
    );
    rmSync(join(folder, "jarvis"), { recursive: true });
    install(folder, toolkitInstaller("fe"));
    assert.ok(!names().includes("jarvis.sh") && names().includes("web.sh"));
  });
});

test("an SMS node that was a front end keeps the scripts that undo that, and what they need", () => {
  inFolder((folder) => {
    install(folder, toolkitInstaller("fe"));
    mkdirSync(join(folder, "web"));
    writeFileSync(join(folder, "web/args"), "host=fe-01\n");
    install(folder, toolkitInstaller("sms"));
    for (const path of closureOf(toolkitFiles, ["step.sh", "steps/web.sh"]))
      assert.ok(existsSync(join(folder, "toolkit", path)), path);
  });
});

test("a front end gets every script that its steps load", () => {
  const files = toolkitOf("fe");
  for (const [path, text] of files) {
    const named = [...text.matchAll(/\$TOOLKIT\/([a-z-]+\/[a-z-]+\.[a-z.]+)/g)].map(([, file = ""]) => file);
    const parts = [...text.matchAll(/^need ((?:.|\\\n)*)/gm)].flatMap(([, words = ""]) =>
      (words.match(/[\w-]+/g) ?? []).map((word) => `lib/${word}.sh`),
    );
    for (const file of [...named, ...parts]) assert.ok(files.has(file), `${path} loads ${file}`);
  }
  const loaded = files.get("steps/web.sh") ?? "";
  assert.match(loaded, /^need [^;]* drain /m);
  assert.deepEqual(
    [...files.keys()].filter((path) => path.startsWith("steps/")),
    [
      "firewall",
      "haproxy-secrets",
      "metrics",
      "packages",
      "ready",
      "retire",
      "status",
      "tls",
      "vip",
      "web",
    ].map((step) => `steps/${step}.sh`),
  );
});

test("a script that is carried without its comments is the same script", () => {
  const folder = join(import.meta.dirname, "../../../assets/scripts");
  const printed = (text: string) => {
    const { status, stdout, stderr } = spawnSync("bash", ["--pretty-print", "-s"], {
      input: text,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout.replace(/\n+/g, "\n").trimStart();
  };
  const scripts = globSync("**/*.sh", { cwd: folder });
  assert.ok(scripts.length > 30);
  for (const path of scripts) {
    const carried = toolkitFiles.get(path) ?? "";
    assert.doesNotMatch(carried, /\n(\n| +)# /);
    assert.equal(printed(carried), printed(readFileSync(join(folder, path), "utf8")), path);
  }
});
