// A virtual machine, whose disk loses what was not synced when its power is cut.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../agent/ports.ts";
import { local, quote, testHost, type TestHost } from "../exec.ts";
import { type Accelerator, qemu } from "./accelerator.ts";
import { Qmp } from "./qmp.ts";

/** The machine's address, and the one at which it reaches the loopback address of this machine. QEMU gives both. */
export const own = "10.0.2.15";
export const outside = "10.0.2.2";

/** What all machines of a run have in common. */
export interface Made {
  /** The folder of image/build.sh. */
  readonly image: string;
  /** The key that may log in as deploy. */
  readonly keyFile: string;
  readonly accelerator: Accelerator;
}

/** A disk, or what a power cut has left of one. */
export interface Disk {
  readonly file: string;
  readonly format: "raw" | "qcow2";
}

export class Machine {
  readonly host: TestHost;
  readonly #process: ChildProcess;
  readonly #qmp: Qmp;
  /** The folder of its sockets. */
  readonly #sockets: string;
  #written: string;

  private constructor(host: TestHost, process: ChildProcess, qmp: Qmp, sockets: string, written: string) {
    this.host = host;
    this.#process = process;
    this.#qmp = qmp;
    this.#sockets = sockets;
    this.#written = written;
  }

  /**
   * Boots from that disk. What it writes goes to the new file `written`, so that the disk stays as it is.
   *
   * @param name `sms-01` or `fe-01`.
   */
  static async boot(made: Made, name: string, from: Disk, written: string): Promise<Machine> {
    await overlay(from, written);
    const port = await freePort();
    // The name of a socket has to be short.
    const sockets = await mkdtemp(join(tmpdir(), "n2acd-vm-"));
    const argv = [
      // The machine ends with this process, however that ends.
      ...["setpriv", "--pdeathsig", "KILL", ...qemu(made.image, made.accelerator)],
      ...["-smp", "2", "-m", "640", "-append", bootWords(name).join(" ")],
      ...["-drive", `file=${written},format=qcow2,if=virtio,cache=writeback,id=disk`],
      ...["-netdev", `user,id=net,hostfwd=tcp:127.0.0.1:${port}-${own}:22`],
      ...["-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci"],
      ...["-serial", `file:${written}.console`, "-qmp", `unix:${sockets}/qmp,server=on,wait=off`],
    ];
    const child = spawn(argv[0] ?? "", argv.slice(1), { stdio: ["ignore", "inherit", "inherit"] });
    const qmp = await Qmp.open(`${sockets}/qmp`);
    return new Machine(overSsh(name, made.keyFile, port, `${sockets}/ssh`), child, qmp, sockets, written);
  }

  /** Waits until it has booted, at most three minutes. */
  async booted(): Promise<void> {
    const until = Date.now() + 180_000;
    while ((await this.host.exec("true", { timeout: 20_000 })).status !== 0) {
      if (this.#process.exitCode !== null || Date.now() > until)
        throw new Error(`${this.host.name} does not boot`);
      await pause(500);
    }
    await this.host.exec("timeout 120 systemctl is-system-running --wait");
  }

  /** From now on it writes to a new file, which holds nothing yet. */
  async writeTo(file: string): Promise<void> {
    await rm(file, { force: true });
    await this.#qmp.tell("blockdev-snapshot-sync", {
      device: "disk",
      "snapshot-file": file,
      format: "qcow2",
    });
    this.#written = file;
  }

  /**
   * Copies what a power cut at this moment would leave on the disk. QEMU stands still meanwhile: what its guest has not synced is in the
   * memory of the guest, and what its guest has not flushed may be in that of QEMU. Killing it would lose both, and the copy has neither.
   */
  async cutCopy(file: string): Promise<void> {
    this.#process.kill("SIGSTOP");
    // Each of its threads stops once its present system call has ended.
    await pause(10);
    await copyFile(this.#written, file);
    this.#process.kill("SIGCONT");
  }

  /** Stands still, its clock as well, until it goes on. */
  async stand(): Promise<void> {
    await this.#qmp.tell("stop");
  }

  async goOn(): Promise<void> {
    await this.#qmp.tell("cont");
  }

  /** Kills it. */
  async kill(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGKILL");
      await ended;
    }
    this.#qmp.close();
    await rm(this.#sockets, { recursive: true, force: true });
  }
}

async function overlay({ file, format }: Disk, written: string): Promise<void> {
  await rm(written, { force: true });
  const create = ["qemu-img", "create", "-q", "-f", "qcow2", "-b", file, "-F", format, written];
  const { status, stderr } = await local(create);
  if (status !== 0) throw new Error(`${create.join(" ")}: ${stderr}`);
}

/** The last lines that its kernel and its init wrote. */
export async function consoleOf(disk: string): Promise<string> {
  return (await readFile(`${disk}.console`, "utf8").catch(() => "")).split("\n").slice(-15).join("\n");
}

function bootWords(name: string): string[] {
  return [
    "root=/dev/vda rw rootflags=noauto_da_alloc net.ifnames=0 console=ttyS0 panic=1 mitigations=off",
    `systemd.hostname=${name}`,
    `systemd.setenv=N2DEV_ROLE=${name.replace(/-.*/, "")}`,
    ...(name.startsWith("fe") ? ["systemd.setenv=N2DEV_HTTPS=yes"] : []),
  ];
}

/** One login for all commands, because a login takes seconds on an emulated processor. */
function overSsh(name: string, keyFile: string, port: number, socket: string): TestHost {
  const options = [
    ...["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"],
    ...["ControlMaster=auto", "ControlPersist=600", `ControlPath=${socket}`, "ConnectTimeout=15"],
  ];
  return testHost(name, (command) => [
    ...["ssh", "-i", keyFile, "-p", String(port), ...options.flatMap((option) => ["-o", option])],
    "deploy@127.0.0.1",
    `sudo -n sh -c ${quote(command)}`,
  ]);
}
