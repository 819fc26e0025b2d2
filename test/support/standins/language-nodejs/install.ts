import { spawn } from "node:child_process";
import type { ServerWritableStream } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/language_pb.js";
import grpc from "@grpc/grpc-js";

type Call = ServerWritableStream<proto.InstallDependenciesRequest, proto.InstallDependenciesResponse>;

/** `npm install` in the program's folder, its output passed on as it comes. */
export function installDependencies(call: Call): void {
  const write = (to: "setStdout" | "setStderr", text: Uint8Array) => {
    const response = new proto.InstallDependenciesResponse();
    response[to](text);
    call.write(response);
  };
  const say = (text: string) => {
    write("setStdout", Buffer.from(text));
  };
  const fail = (details: string) => {
    call.emit("error", { code: grpc.status.UNKNOWN, details });
  };
  say("Installing dependencies...\n\n");
  const npm = spawn("npm", ["install", "--loglevel=error"], {
    cwd: call.request.getInfo()?.getProgramDirectory(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  npm.stdout.on("data", (text: Buffer) => {
    write("setStdout", text);
  });
  npm.stderr.on("data", (text: Buffer) => {
    write("setStderr", text);
  });
  npm.on("error", (error) => {
    fail(`npm could not be started: ${error.message}`);
  });
  npm.on("close", (code) => {
    if (code !== 0) {
      fail(`npm install failed with exit code ${code ?? "?"}`);
      return;
    }
    say("Finished installing dependencies\n\n");
    call.end();
  });
}
