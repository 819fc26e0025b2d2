/** Runs a plugin written for Node: a policy pack, or a component package. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import type { ServerWritableStream } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/language_pb.js";

type Call = ServerWritableStream<proto.RunPluginRequest, proto.RunPluginResponse>;

/** Until the plugin ends or the engine ends the call; its output is passed on as it comes. */
export function runPlugin(call: Call): void {
  const request = call.request;
  const folder = request.getInfo()?.getProgramDirectory() ?? ".";
  const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  const isPolicyPack = request.getKind() === "analyzer";
  const module = `@pulumi/pulumi/cmd/${isPolicyPack ? "run-policy-pack" : "run-plugin"}`;
  const script = createRequire(path.join(folder, "package.json")).resolve(module);
  const args = request.getArgsList();
  const given = request.getEnvList().map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  const plugin = spawn(
    process.execPath,
    [script, ...(isPolicyPack ? [...args, folder] : [folder, ...args])],
    {
      cwd: isPolicyPack ? folder : request.getPwd(),
      env: {
        ...Object.fromEntries(given),
        ...(options["typescript"] !== false && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const send = (fill: (response: proto.RunPluginResponse) => void) => {
    const response = new proto.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  plugin.stdout.on("data", (text: Buffer) => {
    send((response) => response.setStdout(text));
  });
  plugin.stderr.on("data", (text: Buffer) => {
    send((response) => response.setStderr(text));
  });
  plugin.on("error", (error) => {
    call.emit("error", error);
  });
  plugin.on("close", (code) => {
    send((response) => response.setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => plugin.kill());
}
