import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine would have seen it. */
export interface Registered {
  readonly name: string;
  readonly type: string;
  /** Secret inputs are unwrapped here, and named in `secrets`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

const secretKey = "4dabf18193072939515e22adb298388d";

/** Mocks that keep every registration, in order. Generated passwords are `<result of NAME>`. */
export class Recording implements pulumi.runtime.Mocks {
  readonly resources: Registered[] = [];

  newResource({ name, type, inputs }: pulumi.runtime.MockResourceArgs): { id: string; state: object } {
    const given = inputs as Record<string, unknown>;
    const secrets = Object.keys(given).filter((key) => isSecret(given[key]));
    const plain = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, unwrap(value)]));
    this.resources.push({ name, type, inputs: plain, secrets });
    return {
      id: `${name}-id`,
      state: { ...plain, result: `result-of-${name}`, b64Std: "c2FsdA==", stdout: "" },
    };
  }

  call({ inputs }: pulumi.runtime.MockCallArgs): object {
    return inputs as object;
  }

  /** The one resource of that name. */
  one(name: string): Registered {
    const found = this.resources.filter((resource) => resource.name === name);
    if (found.length !== 1 || found[0] === undefined)
      throw new Error(
        `${found.length} resources are called ${name}: ${this.resources.map((r) => r.name).join(", ")}`,
      );
    return found[0];
  }
}

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && "value" in value && secretKey in value;
}

function unwrap(value: unknown): unknown {
  return isSecret(value) ? value.value : value;
}

// Exported, and not declared.
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };

/** Waits until everything that was constructed has been registered: a step is once those before it are. */
export async function registered(resources: readonly pulumi.Resource[]): Promise<void> {
  await Promise.all(resources.map((resource) => new Promise((resolve) => resource.urn.apply(resolve))));
  await waitForRPCs();
}
