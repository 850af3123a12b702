import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // The clients of others are in tests/clients.
  server: { fs: { allow: [".."] } },
  test: {
    environment: "jsdom",
    include: ["{src,page}/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    unstubEnvs: true,
    // All files share one document, because a new one for each takes longer than the tests.
    isolate: false,
    testTimeout: 180_000,
    // Left to Node, the test server's graphql would be another copy than the tests'.
    server: { deps: { inline: [/graphql/] } },
  },
});
