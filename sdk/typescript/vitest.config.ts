import { defineConfig } from "vitest/config";

const test = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  // Each file starts a service of its own.
  maxWorkers: 2,
  // A test lets a stream be collected.
  execArgv: ["--expose-gc"],
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...test, name: "sdk", include: ["tests/**/*.test.ts"] } },
      {
        // The newest versions of the providers' packages, beside those for Node.js 20.
        resolve: { alias: { "@ai-sdk/openai": "@ai-sdk/openai-4", ai: "ai-7", openai: "openai-7" } },
        test: { ...test, name: "newest", include: ["tests/{ai,openai}.test.ts"] },
      },
    ],
  },
});
