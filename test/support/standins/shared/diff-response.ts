import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { rootOf, type Change } from "./diff.ts";
import type { Resource } from "./resource.ts";

const kinds = {
  add: [proto.PropertyDiff.Kind.ADD, proto.PropertyDiff.Kind.ADD_REPLACE],
  delete: [proto.PropertyDiff.Kind.DELETE, proto.PropertyDiff.Kind.DELETE_REPLACE],
  update: [proto.PropertyDiff.Kind.UPDATE, proto.PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

export function diffResponse(resource: Resource, found: readonly Change[]): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse();
  response.setChanges(found.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setHasdetaileddiff(true);
  const replaces = found.map((change) => rootOf(change.path)).filter((name) => resource.replaces(name));
  response.setReplacesList([...new Set(replaces)]);
  response.setDiffsList([...new Set(found.map((change) => rootOf(change.path)))]);
  response.setDeletebeforereplace(resource.deleteBeforeReplace === true && replaces.length > 0);
  for (const { path, kind } of found) {
    const diff = new proto.PropertyDiff();
    diff.setKind(kinds[kind][resource.replaces(rootOf(path)) ? 1 : 0]);
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}
