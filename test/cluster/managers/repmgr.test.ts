// repmgrd promotes after each fault, and a person brings the old primary back with `repmgr node rejoin`.
import { members } from "../../support/managers/hosts.ts";
import {
  loadLibrary,
  registerPair,
  registerWitness,
  rejoin,
  startRepmgrd,
} from "../../support/managers/repmgr.ts";
import { play } from "./play.ts";

/** Of repmgr.conf. */
const settings = [
  "failover=automatic",
  "promote_command='repmgr standby promote -f /etc/repmgr.conf --log-to-file'",
  "follow_command='repmgr standby follow -f /etc/repmgr.conf --log-to-file --upstream-node-id=%n'",
  "monitor_interval_secs=1",
  "reconnect_attempts=3",
  "reconnect_interval=2",
  "log_file='/var/log/postgresql/repmgrd.log'",
];

play(
  "repmgr, `bundled`",
  {
    packages: ["repmgr", "postgresql-15-repmgr"],
    agent: "bundled",
    within: 40,
    async begin(hosts) {
      await loadLibrary(hosts);
      await registerPair(hosts, settings);
      await registerWitness(hosts, settings);
      await startRepmgrd(hosts, members);
    },
    comeBack: rejoin,
  },
  "n2acd-t-repmgr",
  "172.30.247",
);
