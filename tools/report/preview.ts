import { z } from "zod";

const resource = z.looseObject({
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  retainOnDelete: z.boolean().default(false),
});

const digest = z.looseObject({
  config: z.record(z.string(), z.string()).default({}),
  steps: z
    .array(
      z.looseObject({
        op: z.string(),
        urn: z.string(),
        oldState: resource.optional(),
        newState: resource.optional(),
        diffReasons: z.array(z.string()).nullish(),
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish()
    .transform((steps) => steps ?? []),
  changeSummary: z.unknown().optional(),
  diagnostics: z
    .array(z.looseObject({ message: z.string(), severity: z.string() }))
    .nullish()
    .transform((diagnostics) => diagnostics ?? []),
});

/** What `pulumi preview --json` prints. Secrets are shown as `[secret]`, and of a stack's outputs only the old ones are included. */
export type Preview = z.output<typeof digest>;
export type PreviewStep = Preview["steps"][number];

/** @throws Error when the text is not such output, or shows that the preview failed before the program ran. */
export function readPreview(text: string): Preview {
  let parsed;
  try {
    parsed = digest.safeParse(JSON.parse(text));
  } catch {
    throw new Error("this is not what pulumi preview --json prints");
  }
  if (parsed.success) {
    const { steps, diagnostics, changeSummary } = parsed.data;
    // Pulumi prints {} where it could not even begin, for example without its language plugin.
    if (steps.length + diagnostics.length > 0 || changeSummary !== undefined) return parsed.data;
    throw new Error("the preview failed before the program ran. Run pulumi preview: it says why");
  }
  throw new Error(`this is not what pulumi preview --json prints: ${z.prettifyError(parsed.error)}`);
}

/** The error messages of a failed preview. */
export function errorsOf({ diagnostics }: Preview): string[] {
  return diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

/** The stack, project, type and name in a URN. */
export function urnParts(urn: string): { stack: string; project: string; type: string; name: string } {
  const [place = "", project = "", type = "", ...name] = urn.split("::");
  return { stack: place.replace(/^urn:pulumi:/, ""), project, type, name: name.join("::") };
}
