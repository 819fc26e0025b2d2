import { runProvider } from "../shared/provider.ts";
import { container } from "./container.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remote-image.ts";

runProvider({
  name: "docker",
  configure: (config) => {
    // A provider made in the program may name its engine; the default is the environment's.
    if (typeof config["host"] === "string") process.env["DOCKER_HOST"] = config["host"];
  },
  resources: {
    "docker:index/container:Container": container,
    "docker:index/network:Network": network,
    "docker:index/remoteImage:RemoteImage": remoteImage,
  },
});
