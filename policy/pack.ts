// The policy pack: `pulumi preview --policy-pack policy`. See docs/policy.md.
import { PolicyPack, type ResourceValidationArgs, type ResourceValidationPolicy } from "@pulumi/policy";
import * as commands from "./commands.ts";
import { loneSmsNode, openAgents } from "./stack.ts";
import { commandOf, type Command } from "./step.ts";

type Rule = (command: Command, args: ResourceValidationArgs) => readonly string[];

function onCommands(name: string, description: string, rule: Rule): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      if (args.type !== "command:remote:Command") return;
      for (const wrong of rule(commandOf(args.props), args)) report(wrong);
    },
  };
}

new PolicyPack("n2acd-ha", {
  policies: [
    onCommands(
      "host-key-pinned",
      "A login goes only to a host whose key is known.",
      commands.unpinnedHostKeys,
    ),
    onCommands("no-plain-secret", "Secrets travel on stdin, and leave no output.", commands.openSecrets),
    onCommands("stats-with-password", "HAProxy's stats page asks for a password.", commands.openStats),
    onCommands(
      "no-output-in-environment",
      "Earlier output is not sent to hosts.",
      commands.outputInEnvironment,
    ),
    onCommands("undo-before-replace", "What replaces a command runs after its undo.", (command, { opts }) =>
      commands.lateUndo(command, opts.deleteBeforeReplace === true),
    ),
    {
      name: "agent-not-open",
      description: "Agents and PostgreSQL are not open to everybody.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        const all = resources.filter(({ type }) => type === "command:remote:Command");
        for (const wrong of openAgents(all.map(({ props }) => commandOf(props)))) report(wrong);
      },
    },
    {
      name: "two-sms-nodes",
      description: "There is somebody to fail over to.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        const nodes = resources.filter(({ type }) => type === "n2acd-ha:index:SmsNode");
        for (const wrong of loneSmsNode(nodes.map(({ name }) => name))) report(wrong);
      },
    },
  ],
});
