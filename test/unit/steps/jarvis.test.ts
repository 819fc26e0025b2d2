// The line of Jarvis's configuration when the file cannot be written for a while: the step still knows which line is its own.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

const file = "etc/jarvis/jarvis.conf";
const config = (line: string): string => `host = localhost\n${line}\nuser = jarvis\n`;

for (const shell of shells)
  describe(`a line that could not be written, under ${shell}`, () => {
    const args = (host: PlayedHost, set: string) => [
      `file=${host.path(file)}`,
      "match=^port *= *5432$",
      `set=${set}`,
    ];

    /** A host on which "port = 15432" was written, and then "port = 15433" could not be. */
    async function halfDone(): Promise<PlayedHost> {
      const host = await PlayedHost.make(shell, {});
      await host.write(file, config("port = 5432"));
      assert.equal((await host.step("jarvis", "apply", args(host, "port = 15432"))).status, 0);
      await host.answer("mv", 'case "$*" in *./jarvis.conf) exit 1 ;; esac; exec /bin/mv "$@"');
      const failed = await host.step("jarvis", "apply", args(host, "port = 15433"));
      assert.match(failed.stderr, /jarvis\.conf could not be written.*What to do: /);
      assert.equal(await host.read(file), config("port = 15432"));
      await host.answer("mv", 'exec /bin/mv "$@"');
      return host;
    }

    const afterwards = [
      { it: "is written by the next run", action: "apply", set: "port = 15433", then: "port = 15433" },
      {
        it: "is given up by a run that goes back",
        action: "apply",
        set: "port = 15432",
        then: "port = 15432",
      },
      {
        it: "does not keep the undo from the line found first",
        action: "undo",
        set: "port = 15433",
        then: "port = 5432",
      },
    ] as const;
    for (const { it: does, action, set, then } of afterwards)
      it(does, async () => {
        const host = await halfDone();
        const { status, stderr } = await host.step("jarvis", action, args(host, set));
        assert.equal(status, 0, stderr);
        assert.equal(await host.read(file), config(then));
        await host.remove();
      });
  });
