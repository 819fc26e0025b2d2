import { z } from "zod";
import { canonical, isAddress, isHostName, isOnlyLocal } from "../lib/addresses.ts";
import { longestDuration, parseDuration } from "../lib/duration.ts";
import { hostKeyForm, parseHostKey } from "../lib/hostKey.ts";

// Every message here says what is allowed, so that it can follow "... is not" and "... has to be".

/** Text of one form. Each form excludes spaces, quotes, control characters and every other metacharacter. */
function text(allowed: string, form: RegExp): z.ZodString {
  return z.string({ error: allowed }).regex(form, { error: allowed });
}

/** A map of exactly these keys. */
export function map<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const keys = keysText({ shape });
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? keys : `a map with the keys ${keys}`),
  });
}

/** The keys of a map, as a message lists them. */
export function keysText({ shape }: { readonly shape: z.ZodRawShape }): string {
  return Object.keys(shape).join(", ");
}

export function integer(least: number, most: number, what = "a whole number"): z.ZodNumber {
  const allowed = `${what} from ${least} to ${most}`;
  return z.int({ error: allowed }).min(least, { error: allowed }).max(most, { error: allowed });
}

export const port = integer(1, 65_535, "a port");
export const yesOrNo = z.boolean({ error: "true or false" });

/** A time in milliseconds, given as a number or as text with a unit. */
export function time(least: string, most: string): z.ZodType<number, number | string> {
  const allowed = `a time from ${least} to ${most}, such as 250 (milliseconds), "250ms", "3s" or "30m"`;
  const [low = 0, high = longestDuration] = [parseDuration(least), parseDuration(most)];
  return z
    .union([z.number(), z.string()], { error: allowed })
    .meta({ pattern: "^\\d{1,10}(ms|s|m|h|d)$" })
    .refine((value) => inRange(parseDuration(value), low, high), { error: allowed })
    .transform((value) => parseDuration(value) ?? low);
}

function inRange(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

export const nodeName = text(
  'a name of up to 63 letters, digits, ".", "_" and "-" that begins with a letter or digit',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
);
export const stackName = text(
  'the full name of a stack, such as "organization/n2acd-ha/prod-sms"',
  /^[A-Za-z0-9_.-]{1,100}(\/[A-Za-z0-9_.-]{1,100}){2}$/,
);
/** The fingerprint of a file, as a step on a host reports it. */
export const fingerprint = text(
  "a fingerprint that `up` has shown, such as cfg-0123456789ab",
  /^cfg-[0-9a-f]{12}$/,
);
export const databaseName = text(
  'a name of up to 63 letters, digits, "_" and "-" that begins with a letter or digit',
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
);
export const loginName = text("a login name", /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/);
export const roleName = text(
  "a PostgreSQL role of small letters, digits and underscores, not one of PostgreSQL's own",
  /^(?!pg_|postgres$|public$|none$|user$|current_|session_)[a-z_][a-z0-9_]{0,62}$/,
);
export const serviceName = text("the name of a systemd service", /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}$/);
/** keepalived uses this name too. It is written into files and arguments without quotes. */
export const vipName = text(
  'a name of up to 32 letters, digits, "_" and "-" that begins with a letter',
  /^[A-Za-z][A-Za-z0-9_-]{0,31}$/,
);
export const interfaceName = text("the name of a network interface", /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/);
export const zoneName = text("the name of a firewalld zone", /^[A-Za-z0-9][A-Za-z0-9_-]{0,16}$/);
export const file = text(
  'the full path of a file, of letters, digits and "._@+-"',
  /^(?!.*\/\.{1,2}(\/|$))(\/[A-Za-z0-9._@+-]+)+$/,
);
const pathForm = 'a path that begins with "/" and continues with letters, digits and "/._~-"';
export const urlPath = text(pathForm, /^\/[A-Za-z0-9/._~-]*$/);
/** The path may have a query, as `/replica?lag=10MB` does. */
export const checkUrl = text(
  'a path that begins with "/" and continues with letters, digits and "/._~?=&-"',
  /^\/[A-Za-z0-9/._~?=&-]*$/,
);
export const size = text(
  'a size of whole bytes, kB, MB or GB, such as "16MB"',
  /^[1-9][0-9]{0,8}(B|kB|MB|GB)?$/,
);
/** Not `/` itself, which would leave no request to the local Apache. */
export const routePath = text(`${pathForm}, not "/" alone`, /^\/[A-Za-z0-9._~-][A-Za-z0-9/._~-]*$/);

const ownLine = "one line of printable ASCII, not empty";
export const line = text(ownLine, /^[\x20-\x7e]+$/);
export const pattern = line.refine(isPattern, {
  error: String.raw`an extended regular expression, as grep -E takes it (no \d, no "(?")`,
});

const reachable = "an IPv4/IPv6 address or host name";
export const address = z
  .string({ error: reachable })
  .refine(isAddress, { error: reachable, abort: true })
  .refine((value) => !isOnlyLocal(value), { error: `${reachable} that other machines can use` })
  // One spelling: firewalls show their rules in this one, and a step has to recognise its own rules.
  .overwrite(canonical);

const named = "a host name, such as sms.example.net";
/** A name for which a certificate can be issued. */
export const hostName = z.string({ error: named }).refine(isHostName, { error: named }).overwrite(canonical);

export const hostKey = z
  .string({ error: hostKeyForm })
  .meta({ pattern: "(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) +AAAA" })
  .transform((value, context) => {
    const key = parseHostKey(value);
    if ("key" in key) return key.key;
    context.addIssue({ code: "custom", message: `${hostKeyForm}: it ${key.fault}`, input: value });
    return z.NEVER;
  });

const bindForm = '"*" (all addresses), "node" (each node\'s own address), "127.0.0.1" or "::1"';
export const bind = z.enum(["*", "node", "127.0.0.1", "::1"], { error: bindForm });

const subnetForm = "a private /24 network, such as 172.30.86.0/24";
export const subnet = text(
  subnetForm,
  /^(10\.\d{1,3}|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.0\/24$/,
).refine((value) => isAddress(value.slice(0, -3)), { error: subnetForm });

/** JavaScript's parser stands in for grep's. Syntax that only JavaScript knows is refused first. */
function isPattern(value: string): boolean {
  if (/\\[dDnrtfvxu0]|\(\?/.test(value)) return false;
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
