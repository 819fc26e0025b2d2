/** A resource provider over gRPC: the part that is the same for every stand-in. */
import { createRequire } from "node:module";
import grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { changes, rootOf, type Props } from "./diff.ts";
import { diffResponse } from "./diff-response.ts";
import { engineLog } from "./engine-log.ts";
import type { Resource } from "./resource.ts";
import { engineAddress, serve, unary } from "./serve.ts";

export interface ProviderInfo {
  /** Of the plugin, and of the npm package @pulumi/NAME whose version it has. */
  readonly name: string;
  /** Gets the provider's own configuration. */
  readonly configure?: (config: Props) => void;
  readonly resources: Readonly<Record<string, Resource>>;
}

const toProps = (struct: structProto.Struct | undefined): Props => struct?.toJavaScript() ?? {};
// Undefined has no place in a Struct; JSON leaves it out.
const toStruct = (props: Props): structProto.Struct =>
  structProto.Struct.fromJavaScript(
    JSON.parse(JSON.stringify(props)) as Record<string, structProto.JavaScriptValue>,
  );

const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Serves the provider until the engine ends it. */
export function runProvider({ name, configure, resources }: ProviderInfo): void {
  const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as { version: string };
  const log = engineLog(engineAddress());
  const resourceOf = (urn: string): Resource => {
    const resource = resources[typeOf(urn)];
    if (resource) return resource;
    throw new Error(`The stand-in for the ${name} plugin does not know ${typeOf(urn)}; use the real plugin.`);
  };

  serve(providerGrpc.ResourceProviderService as grpc.ServiceDefinition, {
    getPluginInfo: unary(() => {
      const info = new pluginProto.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(() => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name, version }));
      return response;
    }),
    checkConfig: unary((request: proto.CheckRequest) => {
      const response = new proto.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: unary(() => new proto.DiffResponse()),
    configure: unary(async (request: proto.ConfigureRequest) => {
      configure?.(toProps(request.getArgs()));
      const text = `${name} ${version}: a stand-in does its work, the real plugin could not be downloaded.`;
      await log.message("info", text);
      return new proto.ConfigureResponse();
    }),
    check: unary((request: proto.CheckRequest) => {
      const news = toProps(request.getNews());
      const resource = resourceOf(request.getUrn());
      const context = { urn: request.getUrn(), log };
      const response = new proto.CheckResponse();
      const checked = resource.check?.(news, context, toProps(request.getOlds())) ?? news;
      // Most inputs stay as they are, and some are long.
      response.setInputs(checked === news ? request.getNews() : toStruct(checked));
      return response;
    }),
    diff: unary((request: proto.DiffRequest) => {
      const olds = toProps(request.getOldInputs());
      const news = toProps(request.getNews());
      const ignored = new Set(request.getIgnorechangesList());
      const found = changes(olds, news).filter((change) => !ignored.has(rootOf(change.path)));
      return diffResponse(resourceOf(request.getUrn()), found);
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const urn = request.getUrn();
      const { id, outs } = await resourceOf(urn).create(toProps(request.getProperties()), { urn, log });
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(outs));
      return response;
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const resource = resourceOf(request.getUrn());
      const state = toProps(request.getProperties());
      const found = resource.read ? await resource.read(request.getId(), state) : state;
      const response = new proto.ReadResponse();
      if (found === undefined) return response;
      response.setId(request.getId());
      response.setProperties(toStruct(found));
      response.setInputs(request.getInputs());
      return response;
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const urn = request.getUrn();
      const olds = toProps(request.getOlds());
      const news = toProps(request.getNews());
      const resource = resourceOf(urn);
      const outs = await resource.update?.(request.getId(), olds, news, { urn, log });
      const response = new proto.UpdateResponse();
      response.setProperties(toStruct(outs ?? news));
      return response;
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      const urn = request.getUrn();
      await resourceOf(urn).delete?.(request.getId(), toProps(request.getProperties()), { urn, log });
      return new emptyProto.Empty();
    }),
    cancel: unary(() => new emptyProto.Empty()),
  });
}
