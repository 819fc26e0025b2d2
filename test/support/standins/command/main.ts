import { runProvider } from "../shared/provider.ts";
import { remoteCommand } from "./remote-command.ts";

runProvider({
  name: "command",
  resources: { "command:remote:Command": remoteCommand },
});
