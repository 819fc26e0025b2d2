import { runProvider } from "../shared/provider.ts";
import { remoteCommand } from "./remote-command.ts";

runProvider({
  name: "command",
  version: "1.2.1",
  resources: { "command:remote:Command": remoteCommand },
});
