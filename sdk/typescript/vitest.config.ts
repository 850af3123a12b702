import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file starts a service of its own.
    maxWorkers: 2,
    // A test lets a stream be collected.
    execArgv: ["--expose-gc"],
  },
});
