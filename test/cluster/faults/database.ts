// PostgreSQL's faults.
import { setTimeout as sleep } from "node:timers/promises";
import { continuePostgres, kill, stopPostgres } from "../../support/pair/faults.ts";
import { bounds, type Case, failover, strikeAndPromote } from "./cases.ts";

const start =
  ". /usr/lib/n2dev/layout.sh; systemctl start --no-block $PGSERVICE; systemctl restart $PGSERVICE";

export const databaseCases: readonly Case[] = [
  {
    name: "PostgreSQL is killed",
    strike: strikeAndPromote(kill),
    within: failover,
    promotes: true,
  },
  {
    name: "PostgreSQL hangs",
    strike: strikeAndPromote(stopPostgres),
    within: bounds.down.hungAgent,
    promotes: true,
  },
  {
    name: "PostgreSQL stalls for 3 s",
    async strike(field) {
      await field.strike(`${stopPostgres}; sleep 2.95; ${continuePostgres}`);
      return Date.now();
    },
    within: 500,
    promotes: false,
    changes: 0,
    sessionsLive: true,
  },
  {
    name: "PostgreSQL hangs, and goes on as a second primary",
    strike: strikeAndPromote(stopPostgres),
    within: bounds.down.hungAgent,
    promotes: true,
    then: (field) => field.strike(continuePostgres),
    changes: 2,
  },
  {
    name: "PostgreSQL hangs, and goes on at once after the promotion",
    async strike(field) {
      await field.strike(stopPostgres);
      const promoted = await field.promote();
      await sleep(1000);
      await field.strike(continuePostgres);
      // It answers again before it is down: the new one is a second primary, until the old one is fenced.
      await sleep(3000);
      await field.strike(kill);
      return Math.max(promoted, Date.now());
    },
    within: failover,
    promotes: true,
  },
  {
    name: "two primaries at once",
    async strike(field) {
      await field.promote();
      await sleep(3000);
      await field.strike(kill);
      return Date.now();
    },
    within: failover,
    promotes: true,
  },
  {
    name: "the old primary comes back as a primary",
    strike: strikeAndPromote(kill),
    within: failover,
    promotes: true,
    async then(field) {
      await sleep(2000);
      await field.strike(start);
    },
    changes: 2,
  },
];
