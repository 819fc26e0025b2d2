// How each fault is made on a host, and mended again: shell text for root there.
import { type Fault, type Kind, type Mode, type Step } from "../../support/lifecycle/table.ts";

export const folder = "/var/tmp/n2life";

/** Everything that a step writes to. A mount over HAProxy's chroot takes its log away, which only its own steps bring back. */
const writtenBy = (step: Step): string =>
  `/etc /var/lib/n2acd-ha${step === "tls" || step === "vip" ? "" : " /var/lib/haproxy"}`;

/** Ports that HAProxy, the agent and the guard get at a first `up`; and those that a change of the stats page asks for. */
const ports: Readonly<Record<Mode, string>> = {
  first: "25432,10001,15432,7000,81,444",
  change: "*range(7001, 7023)",
};

/** Only the first step of all comes before it, and would make it elsewhere otherwise. */
const ours = "mkdir -p -m 700 /var/lib/n2acd-ha";

const holdPorts = (mode: Mode) => `python3 -c '
import socket, time
held = []
for port in [${ports[mode]}]:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind(("0.0.0.0", port))
        one.listen()
        held.append(one)
    except OSError:
        pass
time.sleep(900)'`;

// As apt, dpkg and rpm take them themselves; the last is where Debian's rpm, which the dev hosts have, looks.
const holdPackages = `python3 -c '
import fcntl, os, time
held = []
for path in ("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/usr/lib/sysimage/rpm/.rpm.lock", "/var/lib/rpm/.rpm.lock",
             "/root/.rpmdb/.rpm.lock"):
    if os.path.isdir(os.path.dirname(path)):
        one = open(path, "a")
        fcntl.lockf(one, fcntl.LOCK_EX)
        held.append(one)
time.sleep(900)'`;

const background = (command: string) =>
  `setsid sh -c 'echo $$ >${folder}/holder; exec ${command.replaceAll("'", `'\\''`)}' >/dev/null 2>&1 </dev/null &
   sleep 0.5`;
const endHolder = `if [ -e ${folder}/holder ]; then kill $(cat ${folder}/holder); rm ${folder}/holder; fi`;

/** The sshd processes that carry this one, all but the one that listens. */
const cut = `pid=$$ found=
while [ "$pid" -gt 1 ]; do
  case "$(cat /proc/$pid/comm)" in sshd*) found="$found $pid" ;; esac
  pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status)
done
kill -9 \${found% *}
sleep 1`;

/** Stays in this moment until somebody else has done the rest. */
const wait = `touch ${folder}/waits; n=0
until [ -e ${folder}/go ] || [ $n -gt 600 ]; do n=$((n + 1)); sleep 0.1; done`;

export interface Strike {
  readonly strike: string;
  readonly mend: string;
}

export function strikeOf(fault: Fault, mode: Mode, step: Step): Strike {
  const written = writtenBy(step);
  switch (fault) {
    case "connection cut":
      return { strike: cut, mend: "" };
    case "host restarted":
    case "runner killed":
      return { strike: wait, mend: "" };
    case "package lock held":
      return { strike: background(holdPackages), mend: endHolder };
    case "disk full":
      return {
        strike: `${ours}; sh ${folder}/full.sh ${written}`,
        mend: `sh ${folder}/unfull.sh ${written}`,
      };
    case "read-only":
      return {
        // With what is mounted in there: without Docker's /etc/hosts nobody knows localhost.
        strike: `${ours}; for one in ${written}; do
          [ ! -d $one ] || { mount --rbind $one $one && mount -o remount,bind,ro $one; }; done`,
        mend: `for one in ${written}; do while mountpoint -q $one; do umount -l $one; done; done`,
      };
    case "wrong sudo":
      // Its sudoers file is written before `up`: see sudoRule.
      return { strike: "", mend: "rm -f /etc/sudoers.d/zz-n2life" };
    case "HAProxy refuses":
      return {
        strike: `[ -d /etc/haproxy/conf.d ] || { mkdir -p /etc/haproxy/conf.d && touch ${folder}/made; }
          printf 'global\\n    no-such-word\\n' >/etc/haproxy/conf.d/zz-n2life.cfg`,
        mend: "rm -f /etc/haproxy/conf.d/zz-n2life.cfg",
      };
    case "port taken":
      return { strike: background(holdPorts(mode)), mend: endHolder };
    case "PostgreSQL down":
      return {
        strike: `. /usr/lib/n2dev/layout.sh; [ "$(cat ${folder}/role)" = fe ] || systemctl stop $PGSERVICE`,
        mend: `. /usr/lib/n2dev/layout.sh; [ "$(cat ${folder}/role)" = fe ] || systemctl start $PGSERVICE`,
      };
  }
}

/** Takes away what a fault had to make first, once nothing is in it any more. */
export const tidy = `if [ -e ${folder}/made ]; then
  rm ${folder}/made; rmdir /etc/haproxy/conf.d /etc/haproxy 2>/dev/null || true; fi`;

/** A line of sudoers that asks a password for this step alone. */
export function sudoRule(step: Step): string {
  const command = step === "ready" ? "-s *" : `/var/lib/n2acd-ha/toolkit/step.sh ${step} apply *`;
  return `deploy ALL=(root) PASSWD: /usr/bin/sh ${command}, /bin/sh ${command}`;
}

const beginning = "^id -u$";

/** The call in the middle of a step, with which something would change its state for good: see front.sh. */
export function momentOf(fault: Fault, kind: Kind, step: Step, mode: Mode): string {
  if (fault !== "connection cut" && fault !== "host restarted" && fault !== "runner killed") return beginning;
  switch (step) {
    case "ready":
      return beginning;
    case "packages":
      return "^(apt-get|dnf) ";
    case "database":
      return "^sync .*pg_hba";
    case "firewall":
      return "^busctl call .* add(Port|RichRule) ";
    case "agent":
      return "^systemctl restart pgsqlchk";
    case "guard":
      return "^systemctl restart n2acd-ha-guard";
    case "haproxy-secrets":
      return mode === "first" ? "^sync .*conf.d/" : "^systemctl reload haproxy";
    case "haproxy":
      return "^systemctl (start|reload|restart) haproxy";
    case "jarvis":
      return "^systemctl restart jarvis";
    case "web":
      return mode === "first" ? "^sleep 0.15" : "^systemctl reload haproxy";
    case "tls":
      return mode === "first" ? "^sync .*conf.d/" : "^systemctl reload haproxy";
    case "vip":
      return "^systemctl (start|reload) keepalived";
  }
}

/** The programs that front.sh stands in front of. */
export const fronted = ["id", "apt-get", "dnf", "sync", "busctl", "systemctl", "mv", "sleep"];
