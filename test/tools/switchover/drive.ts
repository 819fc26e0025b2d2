// tools/switchover.ts for hosts that are played: their status is said to be good.
import { exitStatus } from "../../../tools/outcome.ts";
import type { AppliedHost } from "../../../tools/hosts/applied.ts";
import { statusOf } from "../../../tools/status/report/report.ts";
import { Log } from "../../../tools/switchover/log.ts";
import { Switchover } from "../../../tools/switchover/switch.ts";
import { recorded } from "../status/recorded.ts";

const [to = "", check] = process.argv.slice(2);
// A recording has sms-01 as the primary: the other way its answers are exchanged.
const status = statusOf("prod", recorded("healthy"), new Date());
const turned = JSON.parse(
  JSON.stringify(status).replace(/sms-0[12]/g, (name) =>
    to === "sms-02" ? name : name === "sms-01" ? "sms-02" : "sms-01",
  ),
) as typeof status;
const report = await new Switchover({
  stack: "prod",
  hosts: JSON.parse(process.env["PLAYED_HOSTS"] ?? "[]") as AppliedHost[],
  to,
  database: undefined,
  check: check === "--check",
  log: new Log((line) => void process.stderr.write(`${line}\n`)),
  look: () => Promise.resolve(turned),
  closed: () => undefined,
}).run();
console.log(JSON.stringify(report));
process.exitCode = exitStatus[report.level];
