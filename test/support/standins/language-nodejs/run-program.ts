/** The program's process: started as the real language host starts it, and how its end is told. */
import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import proto from "@pulumi/pulumi/proto/language_pb.js";
import { messageOf } from "../shared/serve.ts";

/** The SDK exits so when it has already told the person what was wrong. */
const exitAlreadyExplained = 32;

type Options = Readonly<Record<string, unknown>>;

/** `project:key` -> `project:config:key`, the form in which the SDK reads config from its environment. */
export function configForSdk(config: Iterable<readonly [string, string]>): string {
  const renamed = [...config].map(([key, value]) => {
    const parts = key.split(":");
    return [parts.length === 2 ? parts.join(":config:") : key, value] as const;
  });
  return JSON.stringify(Object.fromEntries(renamed));
}

function argumentsOf(request: proto.RunRequest, engine: string): string[] {
  const info = request.getInfo();
  const flags: Record<string, string | undefined> = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    pwd: info?.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
  const dryRun = request.getDryrun() ? ["--dry-run"] : [];
  return [...given, ...dryRun, info?.getEntryPoint() ?? ".", ...request.getArgsList()];
}

function environmentOf(request: proto.RunRequest, options: Options): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_CONFIG: configForSdk(request.getConfigMap().getEntryList()),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    // Compiling by ts-node is the default, as in the real one.
    ...(options["typescript"] !== false && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(typeof options["tsconfig"] === "string" && { PULUMI_NODEJS_TSCONFIG_PATH: options["tsconfig"] }),
  };
}

export interface Running {
  readonly child: ChildProcess;
  readonly response: Promise<proto.RunResponse>;
}

/** Starts the program; its stdout and stderr go where this process's go: to the engine. */
export function runProgram(request: proto.RunRequest, engine: string): Running {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? ".";
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as Options;
  const nodeArguments =
    typeof options["nodeargs"] === "string" ? options["nodeargs"].split(/\s+/).filter(Boolean) : [];
  const sdk = createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const child = spawn(process.execPath, [...nodeArguments, sdk, ...argumentsOf(request, engine)], {
    env: environmentOf(request, options),
    stdio: ["ignore", "inherit", "inherit"],
  });
  return { child, response: responseOf(child) };
}

function responseOf(child: ChildProcess): Promise<proto.RunResponse> {
  return new Promise((resolve) => {
    const response = new proto.RunResponse();
    child.on("error", (error) => {
      response.setError(`Problem executing program (could not run language executor): ${messageOf(error)}`);
      resolve(response);
    });
    child.on("close", (code, signal) => {
      if (code === exitAlreadyExplained) response.setBail(true);
      else if (code !== 0) {
        response.setError(`Program exited with non-zero exit code: ${code ?? (signal as string)}`);
      }
      resolve(response);
    });
  });
}
