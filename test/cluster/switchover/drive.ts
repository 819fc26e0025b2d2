// tools/switchover.ts for hosts that are played: their status is said to be good.
import { exitStatus } from "../../../tools/outcome.ts";
import type { AppliedHost } from "../../../tools/hosts/applied.ts";
import { statusOf } from "../../../tools/status/report/report.ts";
import { Log } from "../../../tools/switchover/log.ts";
import { Switchover } from "../../../tools/switchover/switch.ts";
import { recorded } from "../../support/status/recorded.ts";

const [to = "", check] = process.argv.slice(2);
const status = statusOf("prod", recorded("healthy"), new Date());
/** A recording has sms-01 as the primary: before a switchover to there its answers are exchanged. */
const turned = (primary: string): typeof status =>
  JSON.parse(
    JSON.stringify(status).replace(/sms-0[12]/g, (name) =>
      primary === "sms-01" ? name : name === "sms-01" ? "sms-02" : "sms-01",
    ),
  ) as typeof status;
let looks = 0;
const hosts = JSON.parse(process.env["PLAYED_HOSTS"] ?? "[]") as AppliedHost[];
const first = hosts.map(({ name }) => name).find((name) => name !== to) ?? "";
const report = await new Switchover({
  stack: "prod",
  hosts,
  to,
  database: undefined,
  check: check === "--check",
  log: new Log((line) => void process.stderr.write(`${line}\n`)),
  look: () => Promise.resolve(turned(looks++ === 0 ? first : to)),
  closed: () => undefined,
}).run();
console.log(JSON.stringify(report));
process.exitCode = exitStatus[report.level];
