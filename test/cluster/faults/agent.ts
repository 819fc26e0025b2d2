// Faults of the health agent alone: PostgreSQL is well, and nobody is promoted.
import { checks } from "../../support/failover/agents.ts";
import { agentService, continueAgent as resume, stopAgent as pause } from "../../support/pair/faults.ts";
import { bounds, type Case } from "./cases.ts";

const answers = `n=0; at=http://$(hostname -i | cut -d ' ' -f 1)
  until curl -fs -m 1 -o /dev/null "$at:${checks.bundled.port}/" || curl -fs -m 1 -o /dev/null "$at:${checks.endpoint.port}${checks.endpoint.path}"
  do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done`;

export const agentCases: readonly Case[] = [
  {
    name: "the agent stalls for 3 s",
    async strike(field) {
      await field.strike(`${pause}; sleep 2.95; ${resume}`);
      return Date.now();
    },
    within: 500,
    promotes: false,
    changes: 0,
    sessionsLive: true,
  },
  {
    name: "the agent hangs for longer",
    async strike(field) {
      await field.strike(`${pause}; sleep 6; ${resume}`);
      return Date.now();
    },
    within: bounds.up,
    promotes: false,
    changes: 2,
  },
  {
    name: "the agent is killed, and its service starts it again",
    async strike(field) {
      await field.strike(`systemctl kill -s KILL ${agentService}; sleep 0.5; ${answers}`);
      return Date.now();
    },
    within: bounds.up,
    promotes: false,
    changes: 2,
  },
  {
    name: "the agent flaps",
    async strike(field) {
      await field.strike(`for _ in 1 2 3 4; do ${pause}; sleep 1.2; ${resume}; sleep 0.3; done`);
      return Date.now();
    },
    within: 500,
    promotes: false,
    changes: 0,
    sessionsLive: true,
  },
];
