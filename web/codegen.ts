import type { CodegenConfig } from "@graphql-codegen/cli";

const SCALARS = { BigInt: "number", DateTime: "string", JSON: "unknown" };

/** Types for the fields that `documents` select, and the documents as plain strings. */
function generated(documents: string) {
  return {
    documents,
    plugins: ["typescript-operations", "typed-document-node"],
    config: {
      documentMode: "string",
      scalars: SCALARS,
      strictScalars: true,
      useTypeImports: true,
      enumsAsTypes: true,
      skipTypename: true,
      avoidOptionals: { field: true },
    },
  };
}

const config: CodegenConfig = {
  schema: "../schema/schema.graphql",
  ignoreNoDocuments: true,
  generates: {
    "src/generated/operations.ts": generated("src/operations/*.graphql"),
    "page/generated/operations.ts": generated("page/operations/*.graphql"),
  },
};

export default config;
