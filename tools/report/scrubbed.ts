/** Forms that only a secret has. No secret is expected here, but a failing program may print anything. */
const forms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /SCRAM-SHA-256\$[^\s"'`]+/g,
  /(?<=insecure-password )\S+/g,
  /(?<=\b(?:PGPASSWORD|password|passphrase|verifier)=)(?!\[secret\])[^\s"'`]+/gi,
];

export function scrubbed(text: string): string {
  return forms.reduce((rest, form) => rest.replaceAll(form, "[secret]"), text);
}
