// What QEMU runs the machines with. Some hosts have /dev/kvm, and yet no machine boots with it.
import { constants } from "node:fs";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { local } from "../exec.ts";

export type Accelerator = "kvm" | "tcg";

/** The command of a machine with the kernel of that image, which has no disk yet. */
export function qemu(image: string, accelerator: Accelerator): string[] {
  return [
    ...["qemu-system-x86_64", "-nodefaults", "-display", "none"],
    ...["-accel", accelerator, "-cpu", accelerator === "kvm" ? "host" : "qemu64"],
    ...["-kernel", join(image, "kernel"), "-initrd", join(image, "initrd")],
  ];
}

/** Tries it once for an image. */
export async function acceleratorFor(image: string): Promise<Accelerator> {
  const kept = join(image, "accelerator");
  const read = await readFile(kept, "utf8").catch(() => "");
  if (read === "kvm" || read === "tcg") return read;
  const tried = await tryKvm(image);
  await writeFile(kept, tried);
  return tried;
}

/** `kvm` if the kernel boots with it as far as it gets without a disk; else `tcg`, which emulates the processor. */
async function tryKvm(image: string): Promise<Accelerator> {
  try {
    await access("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return "tcg";
  }
  const probe = [...qemu(image, "kvm"), "-no-reboot", "-m", "256", "-append", "panic=1"];
  const { status } = await local(probe, { timeout: 15_000 });
  return status === 0 ? "kvm" : "tcg";
}
