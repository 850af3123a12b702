import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const LANGUAGES = ["ar", "de", "es", "fr", "zh"];
const ENTRIES = {
  "billing-status": "src/index.ts",
  clients: "src/clients.ts",
  ...Object.fromEntries(LANGUAGES.map((code) => [`languages/${code}`, `src/languages/${code}.ts`])),
};

/** The React component as a library: everything it needs except React. */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: "lib",
    emptyOutDir: true,
    target: "es2022",
    minify: true,
    lib: { entry: ENTRIES, formats: ["es"], fileName: (_, name) => `${name}.js` },
    rolldownOptions: {
      external: [/^react(\/|$)/, /^react-dom(\/|$)/],
      // For Next.js: these modules run in the browser too.
      output: { minify: true, banner: '"use client";', chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
