import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The custom element as the service serves it at /element.js: one file, for `<script src>` on any page. */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: "dist/element",
    emptyOutDir: true,
    target: "es2022",
    minify: true,
    lib: { entry: "src/script.ts", formats: ["iife"], name: "YumiBilling", fileName: () => "element.js" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
