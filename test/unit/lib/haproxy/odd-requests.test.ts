// Requests that few clients send: what Apache itself answers, it answers through HAProxy.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { exchange, frontEnd, type Pair } from "./apache.ts";

let pair: Pair;
before(async () => {
  pair = await frontEnd({
    "index.html": "main\n",
    "folder/index.html": "folder\n",
    "echo.cgi": `#!/bin/sh
body=$(cat | cksum)
printf 'Content-Type: text/plain\\r\\n\\r\\n%s %s %s %s %s %s|%s|%s\\n' "$REQUEST_METHOD" "$REQUEST_URI" "$CONTENT_LENGTH" "$body" "$HTTP_HOST" "$REMOTE_ADDR" "$HTTP_X_ODD" "$HTTP_X_FORWARDED_FOR"
`,
    "upgrade.cgi": `#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n%s %s\\n' "$HTTP_UPGRADE" "$HTTP_CONNECTION"\n`,
  });
});
after(() => pair.stop());

const host = "Host: fe.example\r\n";
const close = `${host}Connection: close\r\n`;
const get = (path: string, headers = ""): string[] => [`GET ${path} HTTP/1.1\r\n${close}${headers}\r\n`];
const many = (count: number, size: number): string =>
  Array.from({ length: count }, (_, index) => `X-H${index}: ${"v".repeat(size)}\r\n`).join("");

const requests: Readonly<Record<string, readonly string[]>> = {
  "three headers of 6 kB": get("/", many(3, 6000)),
  "twelve of 8 kB": get("/", many(12, 8000)),
  "98 headers, with those of its own 100": get("/", many(98, 20)),
  "101 headers": get("/", many(99, 20)),
  "a header of 9 kB": get("/", many(1, 9000)),
  "a cookie of 8 kB and a URL of 8 kB": get(`/?${"q".repeat(8000)}`, `Cookie: ${"c".repeat(8000)}\r\n`),
  "a URL of 8 kB": get(`/echo.cgi?${"q".repeat(8000)}`),
  "a URL of 9 kB": get(`/?${"q".repeat(9000)}`),
  "a raw 8-bit path": get("/\xe4\xf6\xfc"),
  "a raw 8-bit query": get("/echo.cgi?\xe4\xf6"),
  "8-bit in UTF-8": get("/\xc3\xa4"),
  "an 8-bit header": get("/echo.cgi", "X-Odd: \xe4\xf6\r\n"),
  "a fragment": get("/index.html#top"),
  "curly brackets and pipes": get('/echo.cgi?{a}|b^c`\\d"<>'),
  "an encoded slash": get("/folder%2Findex.html"),
  "an encoded NUL": get("/a%00b"),
  "a broken escape": get("/%zz"),
  dots: get("/folder/../index.html"),
  "dots above the root": get("/../../etc/passwd"),
  "double slashes": get("//folder///"),
  "no slash at a folder": get("/folder"),
  "an empty header value": get("/echo.cgi", "X-Odd:\r\n"),
  "a header name with an underscore": get("/echo.cgi", "X_Odd: a\r\n"),
  "a header name with odd characters": get("/echo.cgi", "X.Odd!#$%: a\r\n"),
  "a header twice": get("/echo.cgi", "X-Odd: a\r\nX-Odd: b\r\n"),
  "a folded header": get("/echo.cgi", "X-Odd: a\r\n  b\r\n"),
  "a tab before a value": get("/echo.cgi", "X-Odd:\ta\r\n"),
  "a space before the colon": get("/echo.cgi", "X-Odd : a\r\n"),
  "an X-Forwarded-For of his own": get(
    "/echo.cgi",
    "X-Forwarded-For: 10.0.0.5\r\nX-Forwarded-For: 10.0.0.6, 10.0.0.7\r\n",
  ),
  "an upper-case method that nobody knows": [`FROBNICATE / HTTP/1.1\r\n${close}\r\n`],
  "a lower-case method": [`get / HTTP/1.1\r\n${close}\r\n`],
  "OPTIONS of all": [`OPTIONS * HTTP/1.1\r\n${close}\r\n`],
  HEAD: [`HEAD / HTTP/1.1\r\n${close}\r\n`],
  DELETE: [`DELETE /echo.cgi HTTP/1.1\r\n${close}\r\n`],
  "PROPFIND with a body": [`PROPFIND /echo.cgi HTTP/1.1\r\n${close}Content-Length: 4\r\n\r\nbody`],
  "GET with a body": [`GET /echo.cgi HTTP/1.1\r\n${close}Content-Length: 4\r\n\r\nbody`],
  "HTTP/1.0 without Host": ["GET /echo.cgi HTTP/1.0\r\n\r\n"],
  "HTTP/1.0 that stays open": ["GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
  "HTTP/1.1 without Host": ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  "an empty Host": ["GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"],
  "two Hosts": [`GET / HTTP/1.1\r\n${close}Host: other\r\n\r\n`],
  "a Host with a port": ["GET /folder HTTP/1.1\r\nHost: fe.example:8080\r\nConnection: close\r\n\r\n"],
  "a Host with an underscore": ["GET /echo.cgi HTTP/1.1\r\nHost: fe_1.example\r\nConnection: close\r\n\r\n"],
  "an absolute URI": [`GET http://fe.example/echo.cgi HTTP/1.1\r\n${close}\r\n`],
  "an absolute URI of another name": [`GET http://other.example/echo.cgi HTTP/1.1\r\n${close}\r\n`],
  "bare line feeds": ["GET / HTTP/1.1\nHost: fe.example\nConnection: close\n\n"],
  "an empty line first": [`\r\nGET / HTTP/1.1\r\n${close}\r\n`],
  "bytes that come slowly": [
    "GE",
    "T / HT",
    "TP/1.1\r\nHo",
    "st: fe.example\r\nConnection: close\r\n",
    "\r\n",
  ],
  "a chunked upload": [
    `POST /echo.cgi HTTP/1.1\r\n${close}Transfer-Encoding: chunked\r\n\r\n`,
    "4\r\nbody\r\n",
    "3;ext=1\r\nabc\r\n",
    "0\r\n\r\n",
  ],
  "chunks with a trailer": [
    `POST /echo.cgi HTTP/1.1\r\n${close}Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-T: 1\r\n\r\n`,
  ],
  "a broken chunk": [
    `POST /echo.cgi HTTP/1.1\r\n${close}Transfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n0\r\n\r\n`,
  ],
  "an upload of 300 kB": [
    `POST /echo.cgi HTTP/1.1\r\n${close}Content-Length: 300000\r\n\r\n${"x".repeat(300_000)}`,
  ],
  "Expect: 100-continue": [
    `POST /echo.cgi HTTP/1.1\r\n${close}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
    "body",
  ],
  "an Expect that nobody knows": [`GET / HTTP/1.1\r\n${close}Expect: wonders\r\n\r\n`],
  "a Range": get("/", "Range: bytes=1-2\r\n"),
  ranges: get("/", "Range: bytes=0-0,2-2\r\n"),
  "If-None-Match": get("/", "If-None-Match: *\r\n"),
  "two in one packet": [`GET / HTTP/1.1\r\n${host}\r\nGET /folder/ HTTP/1.1\r\n${close}\r\n`],
  "three in one packet, a POST among them": [
    `GET / HTTP/1.1\r\n${host}\r\nPOST /echo.cgi HTTP/1.1\r\n${host}Content-Length: 4\r\n\r\nbodyGET /folder/ HTTP/1.1\r\n${close}\r\n`,
  ],
  "a web socket's upgrade": [
    `GET /upgrade.cgi HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  ],
  "an upgrade to what nobody knows": [
    `GET / HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: frob/1\r\n\r\n`,
  ],
  "Connection naming a header": [
    `GET /echo.cgi HTTP/1.1\r\n${host}Connection: close, X-Odd\r\nX-Odd: a\r\n\r\n`,
  ],
};

/** What HAProxy does not leave as it is, and what comes of it: nothing that a browser or a client library sends. */
const otherwise: Readonly<Record<string, readonly [through: string, itself: string]>> = {
  // The line feeds and spaces between the parts are one space to Apache, and as many to HAProxy.
  "a folded header": ["200", "200"],
  // HAProxy refuses these as well, in its own words.
  "two Hosts": ["400", "400"],
  "a broken chunk": ["400", "400"],
  // HAProxy makes them what they should be.
  "bare line feeds": ["200", "400"],
};

/** Status lines and bodies; headers that tell of the way or of the time are left out, the others sorted. */
function seen(answer: string): string {
  return answer
    .split(/(?=HTTP\/1\.[01] \d{3})/)
    .map((each) => {
      const [head = "", ...body] = each.split("\r\n\r\n");
      const [first = "", ...headers] = head.split("\r\n");
      const kept = headers
        .map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()))
        .filter((line) =>
          /^(location|allow|content-range|etag|content-type|www-authenticate|accept-ranges):/.test(line),
        )
        .filter((line) => !line.includes("boundary"));
      const text = body.join("\r\n\r\n");
      return [first.replace(/^HTTP\/1\.[01] (\d+).*/, "$1"), ...kept.sort(), dechunked(headers, text)].join(
        "\n",
      );
    })
    .join("\n---\n");
}

function dechunked(headers: readonly string[], text: string): string {
  const body = headers.some((line) => /^transfer-encoding: *chunked/i.test(line))
    ? text.replace(/^[0-9a-f]+\r\n([\s\S]*?)\r\n0\r\n\r\n$/i, "$1")
    : text;
  return body.replace(/at (\S+) Port \d+/g, "at $1").replace(/^--[0-9a-f]+/gm, "--");
}

describe("what Apache itself answers, it answers through HAProxy:", () => {
  for (const [name, parts] of Object.entries(requests)) {
    it(name, async () => {
      const [itself, through] = await Promise.all([
        exchange(pair.ports.apache, parts),
        exchange(pair.ports.haproxy, parts),
      ]);
      assert.notEqual(itself, "", "Apache does not answer");
      const known = otherwise[name];
      if (known !== undefined)
        assert.deepEqual(
          [through, itself].map((each) => each.slice(9, 12)),
          known,
        );
      else assert.equal(seen(through), seen(itself));
    });
  }
});
