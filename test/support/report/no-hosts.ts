/** remote.Command without hosts: every command succeeds, and none is run. What a preview shows is as with the real one. */
import { remoteCommand } from "../standins/command/remote-command.ts";
import { runProvider } from "../standins/shared/provider.ts";
import { uniqueId } from "../standins/shared/names.ts";

const printed = { stdout: "", stderr: "" };

runProvider({
  name: "command",
  resources: {
    "command:remote:Command": {
      replaces: (property) => remoteCommand.replaces(property),
      create: (inputs, { urn }) => Promise.resolve({ id: uniqueId(urn), outs: { ...inputs, ...printed } }),
      update: (_id, _olds, news) => Promise.resolve({ ...news, ...printed }),
    },
  },
});
