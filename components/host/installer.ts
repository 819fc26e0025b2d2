import { gzipSync, strToU8 } from "fflate";
import { hostFolder, lines, toolkitFiles, toolkitVersion } from "./toolkit.ts";

/**
 * A shell script that puts the toolkit on a host, swapping it in whole, and then runs the step named by its
 * arguments. It is one stream on stdin because a provider prints the whole command text when a command fails.
 *
 * It is packed, because a stack's state holds it twice for each host. The packer is JavaScript: Node's own gives other
 * bytes on another processor or version of Node, and a preview there would show a change on every host.
 */
export function toolkitInstaller(): string {
  packed ??= pack();
  return packed;
}

let packed: string | undefined;

function pack(): string {
  const archive = gzipSync(strToU8(unpacked()), { level: 9, mtime: 0 });
  return [
    "set -eu",
    "umask 077",
    `folder=${hostFolder}`,
    `trap 'echo "n2acd-ha: \${3#host=}: step ready: its scripts could not be put into $folder. What to do: make room there, or mount it writable, and run up again." >&2' EXIT`,
    'mkdir -p "$folder"',
    `base64 -d <<'END' | gzip -dc >"$folder/install"`,
    Buffer.from(archive).toString("base64"),
    "END",
    '. "$folder/install"',
    "",
  ].join("\n");
}

function unpacked(): string {
  const end = `N2ACD_HA_END_OF_FILE_${toolkitVersion()}`;
  return [
    'rm -rf "$folder/toolkit.new" "$folder/toolkit.old"',
    ...[...toolkitFiles].flatMap(([path, content]) => [
      `mkdir -p "$(dirname "$folder/toolkit.new/${path}")"`,
      `cat >"$folder/toolkit.new/${path}" <<'${end}'`,
      `${lines(content)}${end}`,
    ]),
    'chmod 700 "$folder/toolkit.new/step.sh"',
    '[ ! -e "$folder/toolkit" ] || mv "$folder/toolkit" "$folder/toolkit.old"',
    'mv "$folder/toolkit.new" "$folder/toolkit"',
    'rm -rf "$folder/toolkit.old" "$folder/install"',
    "trap - EXIT",
    'exec "$folder/toolkit/step.sh" "$@"',
    "",
  ].join("\n");
}
