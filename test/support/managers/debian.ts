// Debian's own packages of the failover managers, for hosts that know no repository but their own.
import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../stack/pulumi.ts";
import { local, type TestHost } from "../exec.ts";

/** Installs these on the hosts. They are fetched once, by a container with this machine's network. */
export async function install(hosts: readonly TestHost[], ...packages: readonly string[]): Promise<void> {
  const folder = join(root, ".dev/switchover", packages.join("+"));
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === 0) {
    const fetch = `apt-get update -q && apt-get install -q -y --no-install-recommends -d ${packages.join(" ")} && cp /var/cache/apt/archives/*.deb /out`;
    const words = [
      "--rm",
      "--network",
      "host",
      "--volume",
      `${folder}:/out`,
      "n2acd-dev:common",
      "sh",
      "-c",
      fetch,
    ];
    const fetched = await local(["docker", "run", ...words]);
    assert.equal(fetched.status, 0, fetched.stderr);
  }
  for (const host of hosts) {
    const copied = await local(["docker", "cp", `${folder}/.`, `${host.name}:/root/debs`]);
    assert.equal(copied.status, 0, copied.stderr);
    await host.run(
      `printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
       DEBIAN_FRONTEND=noninteractive dpkg -i --force-confold /root/debs/*.deb; rm -r /root/debs /usr/sbin/policy-rc.d`,
    );
  }
}
