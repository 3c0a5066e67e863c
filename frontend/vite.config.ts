import { defineConfig } from "vitest/config";

// Two entries: the room app, and what the server-rendered pages share. django-vite reads the manifest.
export default defineConfig({
  base: "/static/",
  publicDir: false,
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: ["chrome107", "firefox104", "safari16"],
    // An inlined image or font would be a data: address, which the pages' content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["src/room/main.tsx", "src/site/main.ts", "src/site/worker.ts"] },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
});
