// A client that asks an address so many times a second, each time on a connection of its own, and says what it was answered:
//
//   node asker.ts URL PER_SECOND PATIENCE [AUTHORITY NAME]     lines 'ok MS TEXT' and 'bad MS WHY', with MS as Date.now()
import { readFileSync } from "node:fs";
import { get, type RequestOptions } from "node:http";
import { get as getSecurely } from "node:https";
import { createSecureContext } from "node:tls";

const [url = "", perSecond = "50", patience = "2000", authority, servername] = process.argv.slice(2);
const options: RequestOptions = { agent: false, timeout: Number(patience) };
// One for all: to read the authority again for each connection costs more than the handshake.
const secureContext =
  authority === undefined ? undefined : createSecureContext({ ca: readFileSync(authority) });
const tls = secureContext === undefined ? {} : { secureContext, servername };
const jarvis = "/n2acd-fe/jarvis-agent";

function ask(path: string): void {
  const began = Date.now();
  const say = (how: string, what: string): void => {
    process.stdout.write(`${how} ${Date.now()} ${path} ${Date.now() - began} ms: ${what}\n`);
  };
  const answered = Promise.withResolvers<string>();
  const request = (authority === undefined ? get : getSecurely)(
    `${url}${path}`,
    { ...options, ...tls },
    (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () => {
        if (response.statusCode === 200 && response.complete) answered.resolve(text.trim());
        else answered.reject(new Error(`status ${response.statusCode}`));
      });
      response.on("error", answered.reject);
    },
  );
  request.on("timeout", () => request.destroy(new Error("no answer in time")));
  request.on("error", answered.reject);
  answered.promise.then(
    (text) => {
      say("ok", text);
    },
    (error: unknown) => {
      say("bad", String(error));
    },
  );
}

let sent = 0;
const began = performance.now();
const timer = setInterval(() => {
  const due = ((performance.now() - began) / 1000) * Number(perSecond);
  // Jarvis is asked as well where there is one behind the address, and less often: each call is a row in the database.
  for (; sent < due; sent += 1) ask(authority !== undefined && sent % 20 === 0 ? jarvis : "/");
}, 5);
// Whoever asked has to get an answer before this ends.
process.once("SIGTERM", () => {
  clearInterval(timer);
});
