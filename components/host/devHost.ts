import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { DevHost } from "../../dev/hosts.ts";
import type { Host } from "./host.ts";
import { inventoryHost } from "./inventory.ts";

/** A container of the dev stack, reached over SSH like any other host. */
export function devHost(made: DevHost): Host {
  const { name, address, hostKey, user, privateKeyPath, container, identity } = made;
  const ssh = { user, port: 22, sudo: true };
  const key = pulumi.secret(readFileSync(privateKeyPath, "utf8"));
  return { ...inventoryHost({ name, address, hostKey, ssh }, key), machine: container, identity };
}
