// Every script on the hosts says what it needs of lib/, no more and no less; and what loads so is what the fingerprints count.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { closureOf, type Files } from "../../../components/host/closure.ts";
import { stepVersion, stepVersionIn, toolkitFiles, toolkitOf } from "../../../components/host/toolkit.ts";
import { needProblems } from "../../support/steps/needs.ts";
import { toolkit } from "../../support/steps/steps.ts";

const steps = [...toolkitFiles.keys()].flatMap((path) => /^steps\/(.*)\.sh$/.exec(path)?.[1] ?? []);
/** But those that load the others. */
const modules = [...toolkitFiles.keys()].flatMap(
  (path) => /^lib\/(?!start|need)(.*)\.sh$/.exec(path)?.[1] ?? [],
);

/** The toolkit with another text in one of its files. */
const changed = (path: string, change: (text: string) => string): Files =>
  new Map(toolkitFiles).set(path, change(toolkitFiles.get(path) ?? assert.fail(`there is no ${path}`)));

/** Whose version another line in that file changes. */
function changedBy(path: string): string[] {
  const files = changed(path, (text) => `${text}: another line\n`);
  return steps.filter((step) => stepVersionIn(files, step) !== stepVersion(step));
}

describe("what a script needs", () => {
  it("is what it uses of other modules", () => {
    assert.deepEqual(needProblems(toolkitFiles), []);
  });

  it("is missed where it is not said", () => {
    for (const [path, text] of toolkitFiles) {
      const [line, names = ""] = /^need ((?:.|\\\n)*)$/m.exec(text) ?? [];
      if (line === undefined || path === "lib/start.sh") continue;
      for (const name of names.match(/[\w-]+/g) ?? []) {
        const less = line.replace(new RegExp(`(?<=[ \\n])${name}(?=[ \\n]|$)`), "");
        const problems = needProblems(changed(path, (whole) => whole.replace(line, less)));
        assert.ok(
          problems.some(
            (problem) => problem.startsWith(`${path} uses `) && problem.includes(`lib/${name}.sh`),
          ),
          `${path} without ${name}: ${problems.join("; ")}`,
        );
      }
    }
  });

  it("is noticed where the fingerprints do not see it", () => {
    const files = changed(
      "steps/jarvis.sh",
      (text) => `${text}sometimes() { if true; then need hba; fi; }\n`,
    );
    assert.deepEqual(needProblems(files), [
      "steps/jarvis.sh needs hba in words that closure.ts does not read",
    ]);
  });

  it("is noticed where it is too much", () => {
    const files = changed("steps/jarvis.sh", (text) => text.replace("need line", "need line hba"));
    assert.deepEqual(needProblems(files), ["steps/jarvis.sh needs lib/hba.sh, and uses nothing of it"]);
  });
});

for (const shell of [["dash"], ["bash"], ["busybox", "sh"]] as const)
  describe(`modules, loaded under ${shell.join(" ")}`, () => {
    const load = (text: string): string => {
      const script = `set -eu; TOOLKIT=${toolkit} STEP=test ACTION=look; . "$TOOLKIT/lib/start.sh"; ${text}`;
      const { status, stdout, stderr } = spawnSync(shell[0], [...shell.slice(1), "-c", script], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        // A login may bring whatever it likes.
        env: { PATH: process.env["PATH"], NEEDED: modules.join(" ") },
      });
      assert.equal(stderr, "");
      assert.equal(status, 0);
      return stdout.trim();
    };

    it("are there once, whoever needs them, and each by itself", () => {
      for (const module of modules) {
        const loaded = load(`need ${module} ${module}; echo $NEEDED`).split(" ");
        assert.equal(new Set(loaded).size, loaded.length, module);
        assert.ok(loaded.includes(module));
      }
    });

    it("are all counted in the version of the step that loads them", () => {
      for (const step of steps) {
        const closure = closureOf(toolkitFiles, ["step.sh", `steps/${step}.sh`]);
        for (const name of load(`. "$TOOLKIT/steps/${step}.sh"; echo $NEEDED`).split(" "))
          assert.ok(closure.includes(`lib/${name}.sh`), `${step} loads ${name}`);
      }
    });
  });

describe("a line more in a script", () => {
  for (const [path, users] of Object.entries({
    "lib/hba.sh": ["database"],
    "lib/line.sh": ["jarvis"],
    "lib/sshd.sh": ["ready", "status"],
    "lib/fits.sh": ["haproxy", "ready"],
    "lib/vip-files.sh": ["ready", "vip"],
    "lib/haproxy-limits.sh": ["haproxy"],
    "lib/tls-own.sh": ["tls"],
    // Chosen on the host.
    "lib/dnf.sh": ["packages"],
    // The step database hands the agent its new password.
    "lib/agent-bundled.sh": ["agent", "database"],
    "steps/agent.sh": ["agent", "database"],
    "steps/web.sh": ["web"],
    // What systemd runs of the toolkit.
    "reload/held.sh": ["database", "haproxy"],
    "status/system.sh": ["status"],
    // What looks at a host does nothing there.
    "drift/database.sh": [],
    "status/database.sh": [],
    "serving/database.sh": [],
    "vip/check.sh": ["vip"],
    "files/zones.awk": ["firewall"],
    "agent/wire.py": ["agent", "database", "guard"],
    "guard/lease.py": ["guard"],
    "lib/place.sh": steps,
    "step.sh": steps,
  }))
    it(`of ${path} changes the version of ${users.length === steps.length ? "every step" : users.join(" and ") || "no step"}`, () => {
      assert.deepEqual(changedBy(path), users);
    });

  it("changes the versions of the steps whose closure has it, and no other", () => {
    for (const path of toolkitFiles.keys()) {
      const users = steps.filter((step) =>
        closureOf(toolkitFiles, ["step.sh", `steps/${step}.sh`]).includes(path),
      );
      assert.deepEqual(changedBy(path), users, path);
    }
  });
});

describe("a node's toolkit", () => {
  it("of a front end has nothing that only SMS nodes use", () => {
    const alone =
      /^(?:agent|guard)\/|\/(?:agent|daemon|database|guard|hba|hold|line|login|role|rotation)\b|^steps\/(?:haproxy|jarvis)\.sh$/;
    assert.deepEqual(
      [...toolkitOf("fe").keys()].filter((path) => alone.test(path)),
      [],
    );
  });

  it("of an SMS node has nothing that only front ends use", () => {
    assert.deepEqual(
      [...toolkitOf("sms").keys()].filter((path) =>
        /^(?:steps|drift|serving)\/(?:web|tls)\.sh$|^lib\/(?:apache|tls-take)/.test(path),
      ),
      [],
    );
  });

  it("has, with the other kind's, every script that there is", () => {
    const some = new Set([...toolkitOf("sms").keys(), ...toolkitOf("fe").keys()]);
    assert.deepEqual(
      [...toolkitFiles.keys()].filter((path) => !some.has(path)),
      [],
    );
  });
});
