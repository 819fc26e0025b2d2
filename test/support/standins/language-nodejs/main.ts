/** pulumi-language-nodejs, as far as running, previewing and installing a program needs it. */
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import { engineLog } from "../shared/engine-log.ts";
import { engineAddress, serve, unary } from "../shared/serve.ts";
import { installDependencies } from "./install.ts";
import { dependencies, requiredPlugins } from "./packages.ts";
import { runPlugin } from "./run-plugin.ts";
import { runProgram } from "./run-program.ts";

const sdk = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { version: string };
let engine = engineAddress();
const programs = new Set<ChildProcess>();

/** First asks, then after five seconds insists. */
function stop(program: ChildProcess): void {
  program.kill("SIGINT");
  setTimeout(() => program.kill("SIGKILL"), 5000).unref();
}

const directoryOf = (request: { getInfo(): proto.ProgramInfo | undefined }): string =>
  request.getInfo()?.getProgramDirectory() ?? ".";

serve(languageGrpc.LanguageRuntimeService as grpc.ServiceDefinition, {
  handshake: unary((request: proto.LanguageHandshakeRequest) => {
    engine = request.getEngineAddress() || engine;
    return new proto.LanguageHandshakeResponse();
  }),
  getPluginInfo: unary(() => {
    const info = new pluginProto.PluginInfo();
    info.setVersion(sdk.version);
    return info;
  }),
  getRequiredPackages: unary((request: proto.GetRequiredPackagesRequest) => {
    const response = new proto.GetRequiredPackagesResponse();
    for (const plugin of requiredPlugins(directoryOf(request))) {
      const dependency = new pluginProto.PackageDependency();
      dependency.setName(plugin.name);
      dependency.setKind("resource");
      dependency.setVersion(plugin.version);
      dependency.setServer(plugin.server);
      response.addPackages(dependency);
    }
    return response;
  }),
  getRequiredPlugins: unary((request: proto.GetRequiredPluginsRequest) => {
    const response = new proto.GetRequiredPluginsResponse();
    for (const plugin of requiredPlugins(directoryOf(request))) {
      const dependency = new pluginProto.PluginDependency();
      dependency.setName(plugin.name);
      dependency.setKind("resource");
      dependency.setVersion(plugin.version);
      dependency.setServer(plugin.server);
      response.addPlugins(dependency);
    }
    return response;
  }),
  getProgramDependencies: unary((request: proto.GetProgramDependenciesRequest) => {
    const response = new proto.GetProgramDependenciesResponse();
    for (const { name, version } of dependencies(directoryOf(request))) {
      const dependency = new proto.DependencyInfo();
      dependency.setName(name ?? "");
      dependency.setVersion(version ?? "");
      response.addDependencies(dependency);
    }
    return response;
  }),
  run: unary(async (request: proto.RunRequest, call) => {
    if (engine === undefined) throw new Error("The language host was started without the engine's address.");
    await engineLog(engine).message(
      "info",
      "nodejs: a stand-in runs the program, the engine came without its own.",
    );
    const { child, response } = runProgram(request, engine);
    programs.add(child);
    call.on("cancelled", () => {
      stop(child);
    });
    return response.finally(() => programs.delete(child));
  }),
  installDependencies,
  runPlugin,
  about: unary(() => {
    const response = new proto.AboutResponse();
    response.setExecutable(process.execPath);
    response.setVersion(process.version);
    return response;
  }),
  runtimeOptionsPrompts: unary(() => new proto.RuntimeOptionsResponse()),
  template: unary(() => new proto.TemplateResponse()),
  cancel: unary(() => {
    programs.forEach(stop);
    return new emptyProto.Empty();
  }),
});
