// A command that is done before anybody can listen: its end comes in the same packet as the word that it runs.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { Client } from "ssh2";
import { run } from "../../support/standins/command/run.ts";

/** A client whose commands end at once, as ssh2 reports it. */
function client(code: number | undefined): Client {
  const exec = (
    _command: string,
    _options: unknown,
    callback: (error: undefined, channel: unknown) => void,
  ) => {
    const channel = Object.assign(new PassThrough(), { stderr: new PassThrough() });
    callback(undefined, channel);
    if (code !== undefined) channel.emit("exit", code);
    channel.stderr.end("its words\n");
    channel.once("end", () => channel.emit("close", code));
  };
  return { exec } as unknown as Client;
}

const options = { stdin: "", env: {}, line: () => undefined };

test("the status of a quick command is known", async () => {
  assert.deepEqual(await run(client(0), "true", options), { stdout: "", stderr: "its words" });
  await assert.rejects(
    run(client(3), "false", options),
    /^Error: Process exited with status 3: running "false":\nits words/,
  );
});

test("a command whose status nobody said has failed", async () => {
  await assert.rejects(run(client(undefined), "true", options), /exited without exit status or exit signal/);
});
