// The packages step against a played dnf and rpm: the exact calls.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, type Shell } from "../../support/steps/steps.ts";

// What is installed stands in a file; dnf brings libfoo and a user along with haproxy.
const answers = {
  rpm: `case "$1" in
    -qa) sort "$ROOT/installed" ;;
    -q) case "$3" in curl) grep -qx curl-minimal "$ROOT/installed" ;; *) grep -qx "$3" "$ROOT/installed" ;; esac ;;
    -e) [ ! -e "$ROOT/needed" ] || cat "$ROOT/needed" >&2 ;;
    *) exit 1 ;;
  esac`,
  dnf: `case " $* " in
    *" nosuch "*) echo 'Error: Unable to find a match: nosuch'; exit 1 ;;
    *" install "*)
      for word in "$@"; do case "$word" in -* | install) ;; *) echo "$word" >>"$ROOT/installed" ;; esac; done
      echo libfoo >>"$ROOT/installed"
      echo 'haproxy:x:188:188::/nonexistent:/sbin/nologin' >>"$ROOT/etc/passwd" ;;
    *" remove "*)
      for word in "$@"; do sed -i "/^$word\\$/d" "$ROOT/installed"; done ;;
  esac`,
  userdel: `sed -i "/^$1:/d" "$ROOT/etc/passwd"`,
};
const wanted = ["package=haproxy", "package=curl", "package=socat"];

async function play(shell: Shell, installed: string): Promise<PlayedHost> {
  const host = await PlayedHost.make(shell, answers);
  await host.write("installed", installed);
  return host;
}

for (const shell of shells) {
  describe(`packages with dnf, under ${shell}`, () => {
    it("installs what is missing, and removes exactly what came", async () => {
      const host = await play(shell, "bash\ncurl-minimal\n");
      const up = await host.step("packages", "apply", wanted);
      assert.equal(up.status, 0, up.stderr);
      assert.deepEqual(await host.calls("dnf"), [
        "dnf -y install --setopt=install_weak_deps=False haproxy socat",
      ]);
      const down = await host.step("packages", "undo", wanted);
      assert.equal(down.status, 0, down.stderr);
      assert.deepEqual(await host.calls("dnf", "userdel"), [
        "dnf -y remove --setopt=clean_requirements_on_remove=False haproxy libfoo socat",
        "userdel haproxy",
      ]);
      assert.equal(await host.read("installed"), "bash\ncurl-minimal\n");
      await host.remove();
    });

    it("calls for nothing when everything is there", async () => {
      const host = await play(shell, "haproxy\ncurl-minimal\nsocat\n");
      const { status, stderr } = await host.step("packages", "apply", wanted);
      assert.equal(status, 0);
      assert.equal(stderr, "n1: packages: the packages are installed\n");
      await host.step("packages", "undo", wanted);
      assert.deepEqual(await host.calls("dnf", "userdel"), []);
      await host.remove();
    });

    it("says which package no repository has, after a second try without the silent ones", async () => {
      const host = await play(shell, "bash\n");
      const { status, stderr } = await host.step("packages", "apply", ["package=nosuch"]);
      assert.equal(status, 1);
      assert.deepEqual(await host.calls("dnf"), [
        "dnf -y install --setopt=install_weak_deps=False nosuch",
        "dnf -y install --refresh --setopt=install_weak_deps=False --setopt=*.skip_if_unavailable=True nosuch",
      ]);
      assert.match(
        stderr,
        /step packages: dnf could not install nosuch *: Error: Unable to find a match: nosuch\. What to do: /,
      );
      await host.remove();
    });

    it("says that a package was excluded, versions locked included", async () => {
      const host = await play(shell, "bash\n");
      await host.answer(
        "dnf",
        "echo 'All matches were filtered out by exclude filtering for argument: haproxy'; echo 'Error: Unable to find a match: haproxy'; exit 1",
      );
      const { status, stderr } = await host.step("packages", "apply", ["package=haproxy"]);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /dnf could not install haproxy: All matches were filtered out by exclude filtering for argument: haproxy Error: .*What to do: allow it: see exclude= in .*versionlock/,
      );
      await host.remove();
    });

    it("leaves a package that something installed since needs", async () => {
      const host = await play(shell, "bash\ncurl-minimal\n");
      await host.step("packages", "apply", wanted);
      await host.write("needed", "\tlibfoo is needed by (installed) other-1.0-1.el9.x86_64\n");
      await host.answer(
        "rpm",
        answers.rpm.replace("-e) [ !", '-e) case "$*" in *libfoo*) ;; *) exit 0 ;; esac; [ !'),
      );
      const { stderr } = await host.step("packages", "undo", wanted);
      assert.deepEqual(await host.calls("dnf", "userdel"), [
        "dnf -y remove --setopt=clean_requirements_on_remove=False haproxy socat",
      ]);
      assert.match(stderr, /leaves libfoo: other needs it now/);
      await host.remove();
    });
  });
}
