// The script in GitLab's file that writes the note, against a GitLab that answers as its API does.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import { readYaml, root } from "../../support/documents.ts";

const pipeline = readYaml(readFileSync(join(root, "ci/gitlab/n2acd-ha.yml"), "utf8")) as {
  readonly note: { readonly script: readonly string[]; readonly variables: object };
  readonly report: { readonly script: readonly string[] };
};
const marker = "<!-- n2acd-ha report prod -->";

/** The requests that change something, with what they send. */
async function requests(pages: readonly (readonly object[])[]): Promise<string[]> {
  const changes: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://gitlab");
    let sent = "";
    request.on("data", (chunk: Buffer) => (sent += chunk.toString()));
    request.on("end", () => {
      assert.equal(request.headers["private-token"], "token");
      const page = Number(url.searchParams.get("page") ?? 1);
      if (request.method !== "GET") changes.push(`${request.method ?? ""} ${url.pathname} ${sent}`);
      if (page < pages.length) response.setHeader("x-next-page", String(page + 1));
      response.end(JSON.stringify(url.pathname.endsWith("/user") ? { id: 1 } : (pages[page - 1] ?? [])));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "n2acd-ci-"));
  writeFileSync(join(folder, "report-prod.md"), "# new\n");
  const env = {
    ...process.env,
    STACK: "prod",
    NOTE_TOKEN: "token",
    CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
    CI_PROJECT_ID: "2",
    CI_MERGE_REQUEST_IID: "3",
  };
  const ended = await runProgram(["sh", "-ec", pipeline.note.script.join("\n")], { cwd: folder, env });
  server.close();
  rmSync(folder, { recursive: true });
  assert.equal(ended.status, 0, ended.stderr);
  return changes;
}

describe("the note", () => {
  const notes = "/api/v4/projects/2/merge_requests/3/notes";
  const body = JSON.stringify({ body: `${marker}\n# new\n` });
  test("is written the first time", async () => {
    const other = { id: 8, author: { id: 2 }, body: `${marker}\n` };
    assert.deepEqual(await requests([[other]]), [`POST ${notes} ${body}`]);
  });
  test("is updated in place after that, wherever it is", async () => {
    const mine = { id: 9, author: { id: 1 }, body: `${marker}\nold` };
    assert.deepEqual(await requests([[], [mine]]), [`PUT ${notes}/9 ${body}`]);
  });
  test("runs nothing of the merge request", () => {
    assert.deepEqual(pipeline.note.variables, { GIT_STRATEGY: "none" });
  });
});
