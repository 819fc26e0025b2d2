import js from "@eslint/js";
import markdown from "@eslint/markdown";
import pulumi from "@pulumi/eslint-plugin";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";
import { prose } from "./scripts/prose/plugin.ts";
import { words } from "./scripts/prose/words.ts";

/** Files under `folder` may not import from these other folders of test/: what two of them need is in test/support. */
const apartFrom = (folder, ...others) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^(?:\\.\\./)+(?:test/)?(?:${others.join("|")})/`,
            message: "what two suites need is in test/support",
          },
        ],
      },
    ],
  },
});

export default defineConfig(
  { ignores: ["node_modules/", ".dev/", "dist/"] },
  {
    files: ["**/*.{js,ts}"],
    extends: [js.configs.recommended, ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js", "policy/index.js"] } },
    },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      // node:test reports a failed test itself.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", name: ["test", "describe", "it", "suite"], package: "node:test" },
          ],
        },
      ],
      // What is left out of a map is named beside the rest.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  apartFrom("test/unit", "hosts", "cluster"),
  apartFrom("test/hosts", "unit", "cluster"),
  apartFrom("test/cluster", "unit", "hosts"),
  apartFrom("test/support", "unit", "hosts", "cluster"),
  apartFrom("bench", "unit", "hosts", "cluster"),
  {
    // What a comment says of a symbol, and what an error or a finding says to a person. Tests are read by those who write them, and a
    // list of such words and a page of HTML are no prose.
    files: ["**/*.ts"],
    ignores: ["test/**", "bench/**", "scripts/prose/words.ts", "tools/status/show/{page,style}.ts"],
    plugins: { prose },
    rules: { "prose/plain-code": ["error", words, 40] },
  },
  {
    // Pages that people wrote, but for those that tests and benches make.
    files: ["*.md", "docs/**/*.md", "examples/**/*.md", "assets/**/*.md"],
    ignores: ["docs/changes.md"],
    plugins: { markdown, prose },
    language: "markdown/gfm",
    rules: { "prose/plain-words": ["error", words], "prose/sentence-length": ["error", 40] },
  },
  // Records of what was decided are not written again; only what has to be guessed in them is mended.
  { files: ["docs/decisions/*.md"], rules: { "prose/sentence-length": "off" } },
);
