import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The pages at `/` and `/admin`, as the server serves them: without inline code, so that its policy can forbid it. */
export default defineConfig({
  plugins: [react()],
  publicDir: "page/public",
  build: {
    outDir: "dist/page",
    emptyOutDir: true,
    target: "es2022",
    // The styles below must not be rewritten for browsers without light-dark().
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", admin: "admin.html" },
      output: { chunkFileNames: "assets/shared-[hash].js" },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/graphql", "/export", "/development", "/page.json", "/sandbox", "/graphiql"].map((path) => [
        path,
        { target: "http://127.0.0.1:8000", ws: path === "/graphql" },
      ]),
    ),
  },
});
