import { defineConfig } from "vitest/config";

// vitest reads its configuration from the default export; nothing else in the project has one.
// biome-ignore lint/style/noDefaultExport: required by vitest
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default"],
  },
});
