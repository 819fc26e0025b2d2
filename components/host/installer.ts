import { dirname } from "node:path";
import { gzipSync, strToU8 } from "fflate";
import type { Role } from "../../steps/definition.ts";
import { hostFolder, lines, toolkitOf, toolkitVersion } from "./toolkit.ts";

/**
 * A shell script that installs the toolkit on a host, replacing it as a whole, and then runs the step that its arguments name. It is one
 * stream on stdin because a provider prints the whole command text when a command fails.
 *
 * It is compressed, because a stack's state holds it twice for each host. The compressor is JavaScript: Node's own produces other bytes on
 * another processor or version of Node, and a preview there would show a change on every host.
 */
export function toolkitInstaller(role: Role): string {
  const installer = packed.get(role) ?? pack(role);
  packed.set(role, installer);
  return installer;
}

const packed = new Map<Role, string>();

function pack(role: Role): string {
  const files = toolkitOf(role);
  const mark = `N2ACD_HA_FILE_${toolkitVersion(role)} `;
  const archive = gzipSync(strToU8(marked(files, mark)), { level: 9, mtime: 0 });
  const folders = new Set([...files.keys()].map((path) => `"$new/${dirname(path)}"`));
  return [
    "set -eu",
    "umask 077",
    `folder=${hostFolder}`,
    "new=$folder/toolkit.new",
    `trap 'echo "n2acd-ha: \${3#host=}: step ready: its scripts could not be put into $folder. What to do: make room there, or mount it writable, and run up again." >&2' EXIT`,
    'mkdir -p "$folder"',
    `base64 -d <<'END' | gzip -dc >"$folder/install"`,
    Buffer.from(archive).toString("base64"),
    "END",
    'rm -rf "$new" "$folder/toolkit.old"',
    `mkdir -p ${[...folders].join(" ")}`,
    // One program for all files: one or two for each file take half a second on a host.
    `awk -v mark='${mark}' -v new="$new/" '${unpack}' "$folder/install"`,
    'chmod 700 "$new/step.sh"',
    // What the host got as a node of the other role is undone by the scripts that did it, so these are kept.
    `for step in "$folder"/*/args; do`,
    "  step=${step%/args}",
    '  [ ! -e "$step/args" ] || [ -e "$new/steps/${step##*/}.sh" ] || kept=yes',
    "done",
    'if [ "${kept-}" = yes ] && [ -d "$folder/toolkit" ]; then (',
    '  cd "$folder/toolkit"',
    "  find . -type f | while read -r file; do",
    '    if [ ! -e "$new/$file" ]; then mkdir -p "$new/${file%/*}" && cp -p "$file" "$new/$file"; fi',
    "  done",
    "); fi",
    // It is written to disk before it gets its name: a host that loses power here must not start with empty scripts.
    'find "$new" -exec sync {} +',
    '[ ! -e "$folder/toolkit" ] || mv "$folder/toolkit" "$folder/toolkit.old"',
    'mv "$new" "$folder/toolkit"',
    'sync "$folder"',
    'rm -rf "$folder/toolkit.old" "$folder/install"',
    "trap - EXIT",
    // `sh` runs the script, because /var may be mounted so that nothing in it can be executed.
    'exec sh "$folder/toolkit/step.sh" "$@"',
    "",
  ].join("\n");
}

/** All files in one text, each after a line with its path. */
function marked(files: ReadonlyMap<string, string>, mark: string): string {
  return [...files].map(([path, content]) => `${mark}${path}\n${lines(content)}`).join("");
}

const unpack = `
index($0, mark) == 1 { if (file != "" && close(file)) exit 1; file = new substr($0, length(mark) + 1); next }
{ print >file }
END { if (close(file)) exit 1 }`;
