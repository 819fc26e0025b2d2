/** docker.Container's inputs as the flags of `docker create`. */
import type { Props } from "../shared/diff.ts";
import { flag, pairs, records, strings, text } from "./flags.ts";

type ToFlags = (value: unknown) => string[];

const one =
  (name: string): ToFlags =>
  (value) =>
    flag(name, value);
const each =
  (name: string): ToFlags =>
  (value) =>
    strings(name, value);
const entries =
  (name: string): ToFlags =>
  (value) =>
    pairs(name, value);
const megabytes =
  (name: string): ToFlags =>
  (value) =>
    typeof value !== "number" ? [] : flag(name, value > 0 ? `${value}m` : value);
const none: ToFlags = () => [];

function mount(spec: Props): string {
  const fields: [string, unknown][] = [
    ["type", spec["type"]],
    ["source", spec["source"]],
    ["target", spec["target"]],
    ["readonly", spec["readOnly"] === true ? "true" : undefined],
    ["tmpfs-size", (spec["tmpfsOptions"] as Props | undefined)?.["sizeBytes"]],
    ["bind-propagation", (spec["bindOptions"] as Props | undefined)?.["propagation"]],
  ];
  const given = fields.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.map(([key, value]) => `${key}=${String(value)}`).join(",");
}

function volume(spec: Props): string {
  const source = text(spec["hostPath"]) || text(spec["volumeName"]);
  const mode = spec["readOnly"] === true ? ":ro" : "";
  return `${source === "" ? "" : `${source}:`}${text(spec["containerPath"])}${mode}`;
}

function port(spec: Props): string {
  const external = `${text(spec["ip"])}:${text(spec["external"])}`.replace(/^:/, "");
  return `${external}:${text(spec["internal"])}/${text(spec["protocol"]) || "tcp"}`.replace(/^:/, "");
}

/** Each input that the stand-in can do; those that `docker create` does not take give no flags. */
export const toFlags: Readonly<Record<string, ToFlags>> = {
  image: none,
  command: none,
  entrypoints: none,
  uploads: none,
  networksAdvanced: none,
  start: none,
  mustRun: none,
  removeVolumes: none,
  destroyGraceSeconds: none,
  attach: none,
  logs: none,
  wait: none,
  rm: none,
  name: one("name"),
  hostname: one("hostname"),
  domainname: one("domainname"),
  user: one("user"),
  workingDir: one("workdir"),
  restart: one("restart"),
  init: one("init"),
  privileged: one("privileged"),
  readOnly: one("read-only"),
  tty: one("tty"),
  stdinOpen: one("interactive"),
  stopSignal: one("stop-signal"),
  stopTimeout: one("stop-timeout"),
  cgroupnsMode: one("cgroupns"),
  networkMode: one("network"),
  pidMode: one("pid"),
  ipcMode: one("ipc"),
  runtime: one("runtime"),
  cpuShares: one("cpu-shares"),
  cpuSet: one("cpuset-cpus"),
  cpus: one("cpus"),
  memory: megabytes("memory"),
  memorySwap: megabytes("memory-swap"),
  shmSize: megabytes("shm-size"),
  envs: each("env"),
  securityOpts: each("security-opt"),
  dns: each("dns"),
  groupAdds: each("group-add"),
  sysctls: entries("sysctl"),
  tmpfs: (value) =>
    Object.entries((value ?? {}) as Props).flatMap(([path, options]) =>
      flag("tmpfs", text(options) === "" ? path : `${path}:${text(options)}`),
    ),
  capabilities: (value) => {
    const { adds, drops } = (value ?? {}) as Props;
    return [...strings("cap-add", adds), ...strings("cap-drop", drops)];
  },
  labels: (value) =>
    records(value).flatMap((pair) => flag("label", `${text(pair["label"])}=${text(pair["value"])}`)),
  hosts: (value) =>
    records(value).flatMap((pair) => flag("add-host", `${text(pair["host"])}:${text(pair["ip"])}`)),
  volumes: (value) => strings("volume", records(value).map(volume)),
  mounts: (value) => strings("mount", records(value).map(mount)),
  ports: (value) => strings("publish", records(value).map(port)),
  devices: (value) => records(value).flatMap((device) => flag("device", text(device["hostPath"]))),
  ulimits: (value) =>
    records(value).flatMap((limit) =>
      flag("ulimit", `${text(limit["name"])}=${String(limit["soft"])}:${String(limit["hard"])}`),
    ),
};
