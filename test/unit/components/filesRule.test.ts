// Files in folders that somebody else may own are handled in lib/place.sh alone. A script that writes anywhere else than into root's
// own folders fails here, until it either goes through that or is entered below with the reason why nobody else can interfere.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const scripts = join(import.meta.dirname, "../../../assets/scripts");

const writes = /(?:^|[\s;{(|&!])(?:cp|mv|chown|chmod|ln|tee|touch|mkdir|rmdir) |(?<![0-9&])>>?"?\$|\d>"?\$/;
/** The journal, what drift looks at, the reload scripts' notes, a trial's folder: 0700, in folders of root's. */
const own = /"\$(?:STATE|LOOK|notes|trial_folder)\b|"\$\{LOOK:-\$STATE|>&|2>\/dev\/null \|\| fail/;

/** By what the line holds: these stand for files in root's own folders. */
const known: readonly string[] = [
  // In the journal, under another name.
  ...[
    '"$put_new"',
    '"$found_copy',
    '"$hba_new"',
    '"$1.new"',
    "ug-s",
    '"$HAPROXY_LOADED',
    '"$HAPROXY_NAMES',
    '"$here_config',
    '"$names_in/',
    '"$objection_copy"',
    '"$3/shown.',
    // What Apache's configuration says, for a step or for drift.
    '"$facts_file"',
    '"$moves_folder/',
    // The certificates that HAProxy gets, for a step or for drift.
    ...['"$make_folder"', '"$make_folder/', '"$pem_folder/', '"$prove_folder/', '"$own_folder/'],
  ],
  'mv -fT "$1" "$2"',
  // /etc, /run, /usr/local/lib and /var/lib are root's, and so is what is made there.
  ...[
    "$HAPROXY_PARTS",
    "$HAPROXY_CERTIFICATES",
    "$HAPROXY_DROPIN",
    "$HAPROXY_RUNDIR",
    "$HANDOVER_DROPIN",
    "$daemon_home",
    "$program_home",
  ],
  ...[
    'dirname "$HAPROXY_STATE"',
    'rmdir "$HAPROXY_CHROOT/dev"',
    '"${VIP_DROPIN%/*}"',
    '"$(recall "made%',
    "$try_file",
  ],
];

test("only lib/place.sh writes in folders of others", () => {
  const found = globSync("**/*.sh", { cwd: scripts })
    .filter((path) => path !== "lib/place.sh")
    .flatMap((path) =>
      readFileSync(join(scripts, path), "utf8")
        .split("\n")
        .map((line, i) => ({ line, at: `${path}:${i + 1}: ${line.trim()}` }))
        .filter(({ line }) => !/^\s*#/.test(line) && writes.test(line) && !own.test(line))
        .filter(({ line }) => !known.some((words) => line.includes(words)))
        .map(({ at }) => at),
    );
  assert.deepEqual(found, []);
});

test("psql is started in two places", () => {
  const starts = globSync(["assets/scripts/**/*.sh", "tools/**/*.sh"], {
    cwd: join(scripts, "../.."),
  }).filter((path) =>
    /(?:^|[\s(])"\$PSQL" -|\bpsql -/m.test(
      readFileSync(join(scripts, "../..", path), "utf8").replace(/^\s*#.*$/gm, ""),
    ),
  );
  assert.deepEqual(starts.toSorted(), ["assets/scripts/lib/login.sh", "assets/scripts/lib/psql.sh"]);
});
