// Previews as the engine prints them, made up for one case each.
import type { Preview } from "../../../../tools/report/preview.ts";
import { readPreview } from "../../../../tools/report/preview.ts";
import { quote } from "../../../../lib/shell.ts";

interface Made {
  readonly op?: string;
  readonly node?: string;
  readonly step?: string;
  readonly type?: "SmsNode" | "FeNode";
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly oldFile?: string;
  readonly newFile?: string;
  readonly changed?: readonly string[];
  /** Its name until now. */
  readonly formerly?: string;
  readonly retained?: boolean;
}

/** A preview of these steps; outputs are the stack's old ones, config as the engine prints it. */
export function preview(
  steps: readonly Made[],
  outputs: Readonly<Record<string, unknown>> = {},
  config: Readonly<Record<string, unknown>> = {},
): Preview {
  const keys = Object.entries(config).map(([key, value]) => [
    `n2acd-ha:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readPreview(
    JSON.stringify({
      config: Object.fromEntries(keys) as object,
      steps: [
        { op: "same", urn: "urn:pulumi:t::n2acd-ha::pulumi:pulumi:Stack::n2acd-ha-t", oldState: { outputs } },
        ...steps.map(made),
      ],
    }),
  );
}

function made({
  op = "update",
  node = "sms-01",
  step = "haproxy",
  type = "SmsNode",
  before = [],
  after = before,
  oldFile,
  newFile,
  changed = ["create"],
  formerly = node,
  retained = false,
}: Made): object {
  const state = (name: string, words: readonly string[], stdin?: string) => ({
    retainOnDelete: retained,
    inputs: {
      create: `sudo -n /var/lib/n2acd-ha/toolkit/step.sh ${step} apply ${[`host=${name}`, ...words].map(quote).join(" ")}`,
      connection: "[secret]",
      ...(stdin === undefined ? {} : { stdin }),
    },
  });
  return {
    op,
    urn: `urn:pulumi:t::n2acd-ha::n2acd-ha:index:${type}$command:remote:Command::${node}-${step}`,
    ...(op === "create" ? {} : { oldState: state(formerly, before, oldFile) }),
    ...(op === "delete" ? {} : { newState: state(node, after, newFile) }),
    diffReasons: changed,
  };
}
