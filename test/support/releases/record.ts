// Records that the tests of a Debian release have passed, with the versions that they ran on: record.ts RELEASE.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must, root } from "../stack/pulumi.ts";
import { path, type Release, type Seen } from "./seen.ts";

const [release = ""] = process.argv.slice(2);

/** Shell that prints one version a line, on the apt host of a release. */
const versions = `. /etc/os-release; echo "system $PRETTY_NAME" | sed 's/ (.*//; s, GNU/Linux,,'
  dpkg-deb -f /srv/repo/haproxy_*.deb Version | sed 's/^/haproxy /; s/-.*//'
  ls /usr/lib/postgresql | sed 's/^/postgresql /'
  python3 --version | sed 's/^Python/python/'
  systemctl --version | sed -n '1s/systemd \\([0-9]*\\).*/systemd \\1/p'
  dpkg-query -W -f 'firewalld \${Version}\\n' firewalld | sed 's/-.*//'`;

const image = (await must("sh", [join(root, "dev/image/name.sh"), `apt@${release}`])).trim();
const said = await must("docker", ["run", "--rm", image, "sh", "-euc", versions]);
const entry = Object.fromEntries(
  said.split("\n").flatMap((line): [string, string][] => {
    const [name, ...rest] = line.split(" ");
    return name === undefined || rest.length === 0 ? [] : [[name, rest.join(" ")]];
  }),
) as unknown as Release;
const commit = (await must("git", ["-C", root, "rev-parse", "--short", "HEAD"])).trim();
const seen = JSON.parse(await readFile(path, "utf8")) as Seen;
await writeFile(path, `${JSON.stringify({ ...seen, [release]: { ...entry, commit } }, null, 2)}\n`);
