import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The custom element for plain HTML: one file that brings React along. */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: "lib",
    emptyOutDir: false,
    target: "es2022",
    minify: true,
    lib: { entry: "src/element.tsx", formats: ["es"], fileName: "element" },
    rolldownOptions: { output: { banner: '"use client";', codeSplitting: false } },
  },
});
