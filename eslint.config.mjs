import nextVitals from "eslint-config-next/core-web-vitals";
import nextTypescript from "eslint-config-next/typescript";

/** Import borders: which way things point (docs/architecture.md#rooms). */
const border = (files, ignores, patterns) => ({
  files,
  ignores,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
});

const NO_UI = {
  group: ["@/app/*", "@/components/*", "**/app/**", "**/components/**"],
  message: "lib knows nothing of app and components.",
};
const NO_FRAMEWORK = {
  group: ["next", "next/*", "react", "react-dom", "react/*"],
  message: "next and react appear in app, components and lib/web only.",
};
const NO_PRISMA = {
  group: ["@prisma/*", "@/lib/db/client", "@/lib/db/generated/*"],
  message: "Prisma appears in lib/db and in files that end in -store.ts.",
};
const NO_JOURNEY = { group: ["@/lib/journey/*"], message: "lib/journey calls the other nouns; they never call it." };
const NO_DATA = {
  group: ["@/app/*", "@/lib/db/*", "@/lib/**/*-store"],
  allowTypeImports: true,
  message: "Components show; they read no data.",
};

/** Sizes: a file says one thing, a function fits on a screen. */
const MAX_LINES = 250;
const MAX_FUNCTION_LINES = 60;
const MAX_COLUMNS = 120;

/** `max-lines-per-function`, but for the callbacks of `describe`: those only gather tests. */
const shortFunctions = {
  meta: { type: "suggestion", schema: [], messages: { long: "{{lines}} lines; a function has at most {{most}}." } },
  create(context) {
    const isSuite = ({ parent }) =>
      parent.type === "CallExpression" && /^(test\.)?describe\b/.test(context.sourceCode.getText(parent.callee));
    const check = (node) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines > MAX_FUNCTION_LINES && !isSuite(node))
        context.report({ node, messageId: "long", data: { lines, most: MAX_FUNCTION_LINES } });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

export default [
  {
    ignores: [
      ".next/",
      "node_modules/",
      "**/dist/",
      ".data/",
      ".cache/",
      "**/generated/**",
      "next-env.d.ts",
      "e2e/results/",
    ],
  },
  ...nextVitals,
  ...nextTypescript,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "import/no-cycle": ["error", { ignoreExternal: true }],
      "import/order": [
        "error",
        {
          groups: ["builtin", "external", ["internal", "parent", "sibling"]],
          pathGroups: [{ pattern: "@/**", group: "internal" }],
          pathGroupsExcludedImportTypes: ["builtin"],
          alphabetize: { order: "asc", caseInsensitive: true },
          "newlines-between": "ignore",
        },
      ],
      "no-console": "error",
      "import/no-anonymous-default-export": "off",
      "@next/next/no-img-element": "off",
      "@next/next/no-html-link-for-pages": "off",
      // Pages are whole documents of ours, and their script is a module, which waits by itself.
      "@next/next/no-head-element": "off",
      "@next/next/no-sync-scripts": "off",
    },
  },
  {
    plugins: { portal: { rules: { "short-functions": shortFunctions } } },
    rules: {
      "max-lines": ["error", MAX_LINES],
      "max-len": ["error", { code: MAX_COLUMNS }],
      "portal/short-functions": "error",
    },
  },
  { files: ["scripts/**", "tests/**"], rules: { "no-console": "off" } },
  {
    files: ["lib/**/*.ts", "app/**/*", "components/**/*", "server.ts"],
    ignores: ["lib/env.ts", "**/*.test.ts", "lib/**/test-*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Settings are read in lib/env.ts only." },
      ],
    },
  },
  border(
    ["lib/**/*.ts"],
    [
      "lib/web/**",
      "lib/server/**",
      "lib/journey/**",
      "lib/db/**",
      "lib/**/*-store.ts",
      "lib/**/*.test.ts",
      "lib/**/test-*.ts",
    ],
    [NO_UI, NO_FRAMEWORK, NO_PRISMA, NO_JOURNEY],
  ),
  border(
    ["lib/**/*-store.ts"],
    ["lib/web/**", "lib/server/**", "lib/journey/**", "lib/db/**"],
    [NO_UI, NO_FRAMEWORK, NO_JOURNEY],
  ),
  border(["lib/server/**/*.ts"], ["lib/**/*.test.ts"], [NO_UI, NO_FRAMEWORK, NO_PRISMA]),
  border(["lib/web/**/*.ts"], ["lib/**/*-store.ts", "lib/**/*.test.ts"], [NO_UI, NO_PRISMA]),
  border(["lib/journey/**/*.ts"], ["lib/**/*-store.ts", "lib/**/*.test.ts"], [NO_UI, NO_FRAMEWORK, NO_PRISMA]),
  border(["lib/**/*.test.ts"], [], [NO_UI, NO_FRAMEWORK]),
  border(["components/**/*.{ts,tsx}"], [], [NO_DATA]),
  {
    // Markup alone: what a browser runs is the one script of components/browser.
    files: ["components/**/*.tsx", "pages/**/*.tsx"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExpressionStatement[directive=/^use (client|server)$/]", message: "Pages are not hydrated." },
        { selector: "ImportSpecifier[imported.name=/^(Suspense|use[A-Z].*)$/]", message: "Pages are not hydrated." },
      ],
    },
  },
  border(["pages/**/*.tsx"], [], [NO_PRISMA]),
  border(["app/**/*.{ts,tsx}"], [], [NO_PRISMA]),
];
