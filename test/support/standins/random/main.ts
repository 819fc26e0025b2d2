import { runProvider } from "../shared/provider.ts";
import { randomBytes, randomId } from "./bytes.ts";
import { randomPassword, randomString } from "./password.ts";

runProvider({
  name: "random",
  resources: {
    "random:index/randomPassword:RandomPassword": randomPassword,
    "random:index/randomString:RandomString": randomString,
    "random:index/randomId:RandomId": randomId,
    "random:index/randomBytes:RandomBytes": randomBytes,
  },
});
