import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// vitest reads its configuration from the default export; nothing else in the project has one.
// biome-ignore lint/style/noDefaultExport: required by vitest
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 300_000,
    // Twice the cores: most of the long tests wait for the real programs, not for a core.
    maxWorkers: 2 * availableParallelism(),
    // Tests of real programs share the machine with whatever else runs there: CI looks twice before it says no.
    retry: process.env.CI ? 1 : 0,
    reporters: ["default"],
  },
});
