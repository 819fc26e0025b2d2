// A client that asks an address so many times a second, each time on a connection of its own, and writes a line for each answer:
//
//   node asker.ts URL PER_SECOND PATIENCE [AUTHORITY NAME]     lines 'MS TEXT', with MS as Date.now()
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { createSecureContext } from "node:tls";

const [url = "", perSecond = "50", patience = "2000", authority, servername] = process.argv.slice(2);
// One context for all: to read the authority again for each connection costs more than the handshake.
const tls =
  authority === undefined
    ? undefined
    : { secureContext: createSecureContext({ ca: readFileSync(authority) }), servername };

function ask(): void {
  const options = { agent: false, timeout: Number(patience), ...tls } as const;
  const request = (tls === undefined ? get : getSecurely)(url, options, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => (text += part));
    response.on("end", () => {
      if (response.statusCode === 200 && response.complete)
        process.stdout.write(`${Date.now()} ${text.trim()}\n`);
    });
    response.on("error", () => undefined);
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => undefined);
}

setInterval(ask, 1000 / Number(perSecond));
