// The packages step against a played apt and dpkg: the exact calls, and services held back while a package comes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, type Shell } from "../../support/steps/steps.ts";

// Lines 'STATE NAME' in a file; every apt-get call also notes what policy-rc.d says to a new service and to an old one.
const answers = {
  "dpkg-query": `case "$3" in
    *Status-Status*Package*) cat "$ROOT/states" ;;
    *Status-Status*) grep -qx "installed $4" "$ROOT/states" && echo installed ;;
    *) cat "$ROOT/states" ;;
  esac`,
  dpkg: `case "$*" in --print-architecture) echo amd64 ;; *--configure*) rm -f "$ROOT/interrupted" ;; esac`,
  systemctl: `case "$*" in 'show -p UnitPath --value') echo "$ROOT/none $ROOT/lib/systemd/system" ;; esac`,
  "apt-get": `if [ "$1" = -s ]; then shift; for word in "$@"; do case "$word" in -* | *=* | remove) ;; *) echo "Remv $word [1]" ;; esac; done
  elif [ -e "$ROOT/interrupted" ]; then echo "E: dpkg was interrupted"; exit 100; fi
  case "$1" in
    install)
      for service in haproxy postgresql; do
        if [ ! -x "$ROOT/usr/sbin/policy-rc.d" ]; then echo none; continue; fi
        "$ROOT/usr/sbin/policy-rc.d" "$service.service" start; echo "$service $?"
      done >"$ROOT/policy"
      sed -i '/^config-files haproxy/d' "$ROOT/states"
      printf 'installed %s\\n' haproxy libfoo:amd64 >>"$ROOT/states" ;;
    purge) sed -i -e '/libfoo/d' -e '/haproxy/d' "$ROOT/states" ;;
    remove) sed -i 's/installed haproxy/config-files haproxy/' "$ROOT/states" ;;
  esac`,
};
const always =
  "-y -q -o DPkg::Lock::Timeout=60 -o Dpkg::Use-Pty=0 -o APT::Get::AutomaticRemove=false " +
  "-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-remove-reinstreq";
const install = `apt-get install --no-install-recommends --no-remove haproxy ${always}`;

async function play(shell: Shell, states: string): Promise<PlayedHost> {
  const host = await PlayedHost.make(shell, answers);
  await host.write("etc/os-release", 'ID=ubuntu\nID_LIKE=debian\nPRETTY_NAME="Ubuntu 24.04 LTS"\n');
  await host.write("states", states);
  await host.write("lib/systemd/system/postgresql.service", "");
  return host;
}

const held = `Package: haproxy
Status: WANT
Priority: optional
Section: net
Maintainer: Ops <ops@example.net>
Architecture: amd64
Version: 2.6.12-1
Description: x
`;

// As apt 2.6 writes them.
const reasons: readonly (readonly [what: string, said: string, sentence: RegExp])[] = [
  [
    "held",
    "Reading package lists...\nThe following held packages will be changed:\n  haproxy\n0 upgraded, 1 newly installed\n" +
      "E: Held packages were changed and -y was used without --allow-change-held-packages.\n",
    /could not install haproxy: The following held packages will be changed: haproxy E: Held packages were changed .*unhold/,
  ],
  [
    "something else would go",
    "The following packages will be REMOVED:\n  lighttpd\nThe following NEW packages will be installed:\n  haproxy\n" +
      "E: Packages need to be removed but remove is disabled.\n",
    /could not install haproxy: The following packages will be REMOVED: lighttpd E: Packages need to be removed/,
  ],
  [
    "a library is held",
    "The following packages have unmet dependencies:\n haproxy : Depends: libssl3 (>= 3.0) but 1.1 is to be installed\n" +
      "E: Unable to correct problems, you have held broken packages.\n",
    /unmet dependencies: haproxy : Depends: libssl3 \(>= 3\.0\) but 1\.1 is to be installed E: Unable to correct/,
  ],
  [
    "pinned away",
    "Package haproxy is not available, but is referred to by another package.\n\nE: Package 'haproxy' has no installation candidate\n",
    /E: Package 'haproxy' has no installation candidate\. What to do: see 'apt-cache policy' .*preferences/,
  ],
  ["nothing known", "Segmentation fault\n", /could not install haproxy: Segmentation fault\. What to do: /],
  ["nothing at all", "", /could not install haproxy: it said nothing\. What to do: /],
];

for (const shell of shells) {
  describe(`packages with apt, under ${shell}`, () => {
    it("installs and purges, while only services that are new are held back", async () => {
      const host = await play(shell, "installed bash\n");
      const up = await host.step("packages", "apply", ["package=haproxy", "package=bash"]);
      assert.equal(up.status, 0, up.stderr);
      assert.deepEqual(await host.calls("apt-get"), [install]);
      assert.equal(await host.read("policy"), "haproxy 101\npostgresql 0\n");
      assert.equal(await host.read("usr/sbin/policy-rc.d"), "");
      const down = await host.step("packages", "undo", []);
      assert.equal(down.status, 0, down.stderr);
      assert.deepEqual((await host.calls("apt-get")).slice(1), [`apt-get purge haproxy libfoo ${always}`]);
      assert.equal(await host.read("states"), "installed bash\n");
      await host.remove();
    });

    it("leaves a policy-rc.d that somebody else made alone", async () => {
      const host = await play(shell, "installed bash\n");
      await host.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n");
      await host.step("packages", "apply", ["package=haproxy"]);
      assert.equal(await host.read("policy"), "none\nnone\n");
      assert.equal(await host.read("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n");
      await host.remove();
    });

    it("lets dpkg end what was interrupted, and tries again", async () => {
      const host = await play(shell, "installed bash\n");
      await host.write("interrupted", "");
      const { status, stderr } = await host.step("packages", "apply", ["package=haproxy"]);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /apt-get install failed, and is tried again: E: dpkg was interrupted\n/);
      assert.deepEqual(
        (await host.calls("apt-get", "dpkg")).filter((line) => !line.includes("--print-architecture")),
        [install, "dpkg --force-confdef --force-confold --configure -a", `apt-get update ${always}`, install],
      );
      await host.remove();
    });

    it("removes, but does not purge, what had been removed and not purged before", async () => {
      const host = await play(shell, "installed bash\nconfig-files haproxy\n");
      await host.step("packages", "apply", ["package=haproxy"]);
      const { status, stderr } = await host.step("packages", "undo", []);
      assert.equal(status, 0, stderr);
      assert.deepEqual((await host.calls("apt-get")).slice(1), [
        `apt-get remove haproxy ${always}`,
        `apt-get purge libfoo ${always}`,
      ]);
      await host.remove();
    });

    it("counts a held package that is installed as installed, as the real dpkg has it", async () => {
      const host = await play(shell, "");
      await host.answer("dpkg-query", 'exec /usr/bin/dpkg-query --admindir="$ROOT/dpkg" "$@"');
      for (const [want, has] of [
        ["hold ok installed", true],
        ["install ok installed", true],
        ["hold ok not-installed", false],
        ["deinstall ok config-files", false],
        ["install ok half-configured", false],
      ] as const) {
        await host.write("dpkg/status", held.replace("WANT", want));
        const { stderr } = await host.step("packages", "apply", ["package=haproxy"]);
        assert.equal(/the packages are installed/.test(stderr), has, `${want}: ${stderr}`);
      }
      await host.remove();
    });

    for (const [what, said, sentence] of reasons)
      it(`says in apt's own words why it did not install: ${what}`, async () => {
        const host = await play(shell, "installed bash\n");
        await host.write("said", said);
        await host.answer("apt-get", 'cat "$ROOT/said"; exit 100');
        const { status, stderr } = await host.step("packages", "apply", ["package=haproxy"]);
        assert.equal(status, 1);
        assert.match(stderr.split("\n").at(-2) ?? "", sentence);
        await host.remove();
      });
  });
}
