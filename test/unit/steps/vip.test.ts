// The step vip on played hosts of the RHEL family and of Debian: the package's sample of keepalived.conf, SELinux's boolean, Apache's
// service, and addresses of IPv6 on SMS nodes. What keepalived does with all that is in test/vip.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { after, before, describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

/** Whoever listens on all addresses, as HAProxy and Apache do. */
let listening: Server;
let port: number;
before(async () => {
  listening = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => listening.listen(0, "::", resolve));
  const address = listening.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
after(() => listening.close());

/** keepalived has the addresses as long as it runs; `unit` is Apache's. */
const answers = (unit: "httpd" | "apache2", family: "dnf" | "apt") => ({
  keepalived: "exit 0",
  ip: `case "$*" in
    *"link show"*) exit 0 ;;
    *"route show"*2001*) echo '2001:db8::/64 dev eth1 proto kernel' ;;
    *"route show"*) echo '10.0.0.0/24 dev eth0 proto kernel' ;;
    *) echo '2: eth0    inet 10.0.0.21/24 scope global eth0'; echo '3: eth1    inet6 2001:db8::11/64 scope global'
       if [ -e "$ROOT/active" ]; then echo '2: eth0    inet 10.0.0.50/24 scope global'; echo '3: eth1    inet6 2001:db8::50/64 scope global'; fi ;;
  esac`,
  systemctl: `case "$*" in
    *LoadState*) case "$*" in *${unit}.service*|*keepalived.service*) echo loaded ;; *) echo not-found ;; esac ;;
    *--quiet*keepalived*) case "$*" in *is-active*) [ -e "$ROOT/active" ] ;; *is-enabled*) [ -e "$ROOT/enabled" ] ;; *disable*) rm -f "$ROOT/enabled" ;; *) : >"$ROOT/enabled" ;; esac ;;
    *is-active*keepalived*) [ -e "$ROOT/active" ] && echo active || { echo inactive; exit 3; } ;;
    *is-active*${unit}*) exit 0 ;;
    *is-enabled*keepalived*) [ -e "$ROOT/enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
    "enable "*) : >"$ROOT/enabled" ;;
    "disable "*) rm -f "$ROOT/enabled" ;;
    "start "*) : >"$ROOT/active" ;;
    "stop "*) rm -f "$ROOT/active" ;;
    *is-*) exit 1 ;;
  esac`,
  "systemd-sysusers": ': >"$ROOT/user"',
  userdel: 'rm "$ROOT/user"',
  id: 'case "$*" in *n2acd-vip*) [ -e "$ROOT/user" ] && echo 991 ;; *) echo 0 ;; esac',
  setsid: 'shift; "$@"',
  runuser: "exit 0",
  restorecon: "exit 0",
  socat: 'case "$*" in *127.0.0.1*) exit 0 ;; *) exit 1 ;; esac',
  ...(family === "dnf"
    ? {
        getenforce: "echo Enforcing",
        getsebool: 'echo "$1 --> $(cat "$ROOT/boolean" 2>/dev/null || echo off)"',
        setsebool: 'case "$*" in *=1) echo on ;; *) echo off ;; esac >"$ROOT/boolean"',
        // As rpm tells a file that was changed: its checksum is another one.
        rpm: `case "$*" in
          -qf*) exit 0 ;;
          *) if grep -q theirs "$ROOT/etc/keepalived/keepalived.conf"; then echo "S.5....T.  c $ROOT/etc/keepalived/keepalived.conf"; exit 1; fi ;;
        esac`,
      }
    : { getenforce: "exit 127" }),
});

const sample = "! Configuration File for keepalived\nvrrp_instance VI_1 {\n}\n";
const config = "etc/keepalived/keepalived.conf";

for (const shell of shells) {
  describe(`the step vip, under ${shell}`, () => {
    const v4 = (): string[] => [
      ...["own=10.0.0.21", "peer=10.0.0.22", "vip=web,51,200,10.0.0.50/24"],
      ...["alive=http://127.0.0.1:80/n2acd-ha-alive", `port=${port}`, `apache=${port}`],
    ];
    const make = async (unit: "httpd" | "apache2" = "httpd", family: "dnf" | "apt" = "dnf") => {
      const host = await PlayedHost.make(shell, answers(unit, family));
      const run = async (action: "apply" | "undo", words = v4()) => {
        const { status, stderr } = await host.step("vip", action, words);
        return { status, stderr };
      };
      return { host, run };
    };

    it("takes the place of the sample that EL's package brings, and gives it back", async () => {
      const { host, run } = await make();
      await host.write(config, sample);
      const { status, stderr } = await run("apply");
      assert.equal(status, 0, stderr);
      assert.match(stderr, /has 10\.0\.0\.50 \(web\)/);
      const written = await host.read(config);
      assert.match(written, /^# Managed by n2acd-ha/);
      assert.match(written, /interface eth0\n {4}virtual_router_id 51\n {4}priority 200\n/);
      assert.match(written, /unicast_src_ip 10\.0\.0\.21\n {4}unicast_peer \{\n {8}10\.0\.0\.22\n/);
      assert.match(written, new RegExp(`n2acd-ha-alive ${port}"`), "Apache is httpd here");
      assert.equal((await host.read("boolean")).trim(), "on");
      const again = await run("apply");
      assert.equal(again.status, 0, again.stderr);
      assert.deepEqual(await host.calls("setsebool", "systemd-sysusers"), []);
      assert.deepEqual(
        (await host.calls("systemctl")).filter((call) => / (start|stop|reload|restart|enable) /.test(call)),
        [],
      );
      const undone = await run("undo");
      assert.equal(undone.status, 0, undone.stderr);
      assert.equal(await host.read(config), sample);
      assert.equal((await host.read("boolean")).trim(), "off");
      for (const left of ["user", "active", "enabled"]) assert.equal(await host.read(left), "", left);
      await host.remove();
    });

    it("refuses a sample that somebody has changed, and a file of no package", async () => {
      const { host, run } = await make();
      for (const found of [`${sample}# theirs\n`, "vrrp_instance theirs {\n}\n"]) {
        await host.write(config, found);
        const { status, stderr } = await run("apply");
        assert.equal(status, 1, stderr);
        assert.match(stderr, /keepalived\.conf was not written by n2acd-ha, .*nothing was changed/);
        assert.equal(await host.read(config), found);
        assert.equal(await host.read("boolean"), "");
      }
      await host.remove();
    });

    it("finds Debian's Apache, and needs no SELinux", async () => {
      const { host, run } = await make("apache2", "apt");
      const { status, stderr } = await run("apply");
      assert.equal(status, 0, stderr);
      assert.match(await host.read(config), new RegExp(`n2acd-ha-alive ${port}"`));
      assert.equal((await run("undo")).status, 0);
      assert.equal(await host.read(config), "");
      await host.remove();
    });

    it("has an IPv6 address on SMS nodes that are known by theirs", async () => {
      const { host, run } = await make();
      const words = [
        ...["own=2001:db8::11", "peer=2001:db8::12", "vip=api,61,199,2001:db8::50/64"],
        ...["alive=http://127.0.0.1:7000/n2acd-ha-alive", `port=${port}`, `apache=${port}`],
      ];
      const { status, stderr } = await run("apply", words);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /has 2001:db8::50 \(api\)/);
      const written = await host.read(config);
      assert.match(written, /interface eth1\n/);
      assert.match(written, /unicast_src_ip 2001:db8::11\n {4}unicast_peer \{\n {8}2001:db8::12\n/);
      assert.match(written, /virtual_ipaddress \{\n {8}2001:db8::50\/64 dev eth1\n/);
      await host.remove();
    });

    it("of a host without Apache asks HAProxy alone", async () => {
      const { host, run } = await make();
      await host.answer("systemctl", answers("httpd", "dnf").systemctl.replaceAll("httpd", "nothing-here"));
      const { status, stderr } = await run("apply");
      assert.equal(status, 0, stderr);
      assert.match(await host.read(config), /n2acd-ha-alive -"/);
      await host.remove();
    });
  });
}
