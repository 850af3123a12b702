import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** GraphiQL, complete and separate from the page: nothing is loaded from other servers. */
export default defineConfig({
  root: "graphiql",
  base: "/graphiql/",
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: "../dist/graphiql",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
