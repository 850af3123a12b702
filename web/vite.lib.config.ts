import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The React component as a library: everything it needs except React. */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: "lib",
    emptyOutDir: true,
    target: "es2022",
    minify: true,
    lib: { entry: "src/index.ts", formats: ["es"], fileName: "billing-status" },
    rolldownOptions: {
      external: [/^react(\/|$)/, /^react-dom(\/|$)/],
      // For Next.js: these modules run in the browser too.
      output: { banner: '"use client";' },
    },
  },
});
