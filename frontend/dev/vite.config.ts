import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  server: { port: 7500, strictPort: true, fs: { allow: [".."] } },
});
