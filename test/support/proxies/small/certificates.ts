import type { TestHost } from "../../exec.ts";
import { type Answer, readAnswer } from "../../../../tools/status/answer.ts";

/** What the status says of the certificates of HAProxy on that host. */
export async function certificatesOf(host: TestHost): Promise<Answer["certificates"]> {
  const parts = ["status/start", "lib/need", "status/proxy", "status/certificates"].map(
    (part) => `. "$TOOLKIT/${part}.sh"`,
  );
  const said = await host.run(
    `TOOLKIT=/var/lib/n2acd-ha/toolkit; ${parts.join("; ")}; certificates; record end`,
  );
  return readAnswer(said)?.certificates ?? [];
}
