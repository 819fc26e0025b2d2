// The engine has a pack's TypeScript compiled by an old ts-node, whatever PulumiPolicy.yaml says. From here on Node itself
// reads it.
import "./pack.ts";
