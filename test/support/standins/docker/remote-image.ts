/** docker:index/remoteImage:RemoteImage: the local image of that name, pulled when there is none. */
import type { Resource } from "../shared/resource.ts";
import { docker, inspect, unlessMissing } from "./docker.ts";

export const remoteImage: Resource = {
  replaces: (property) => property !== "keepLocally" && property !== "forceRemove",
  check(inputs) {
    if (inputs["build"] !== undefined) throw new Error("The stand-in for docker.RemoteImage cannot build.");
    return inputs;
  },
  async create(inputs) {
    const name = String(inputs["name"]);
    if ((await inspect("image", name)) === undefined) await docker("pull", "--quiet", name);
    const told = await inspect("image", name);
    const imageId = String(told?.["Id"]);
    const digests = (told?.["RepoDigests"] ?? []) as string[];
    return { id: `${imageId}${name}`, outs: { ...inputs, imageId, repoDigest: digests[0] ?? "" } };
  },
  async read(_id, state) {
    return (await inspect("image", String(state["imageId"]))) && state;
  },
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(_id, state) {
    if (state["keepLocally"] === true) return;
    const force = state["forceRemove"] === true ? ["--force"] : [];
    await unlessMissing(docker("rmi", ...force, String(state["name"])));
  },
};
