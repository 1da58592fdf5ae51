import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes minutes is started first, at the end a single file would hold up all; and of that what mostly waits beside what computes. */
const long = [
  "deployment/deployment",
  "cli/start",
  "write/promtool",
  "recording/healthy-day",
  "simulator/healing",
  "simulator/harness",
  "proof/mutants",
  "dashboards/queries",
  "simulator/channel-trouble",
  "proof/report",
  "stacks/roll-out",
  "business/outages",
  "alertmanager/times",
  "alertmanager/delivery",
  "mongodb/mongodb",
].map((name) => `${name}.test.ts`);

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((name) => moduleId.endsWith(name));
      return found === -1 ? long.length : found;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** Mocks a module, or starts programs that look at the environment of the process: each has a process of its own. */
const apart = [
  "test/kit/lab/parts/children.test.ts",
  "test/stacks/operations/backup.test.ts",
  "test/deployment/*.test.ts",
];

// vitest reads its configuration from the default export; nothing else in the project has one.
// biome-ignore lint/style/noDefaultExport: required by vitest
export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 300_000,
    // Twice the cores: most of the long tests wait for the real programs, not for a core.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongFirst },
    // Tests of real programs share the machine with whatever else runs there: CI looks twice before it says no.
    retry: process.env.CI ? 1 : 0,
    reporters: ["default"],
    projects: [
      // The declarations are read once a worker, not once a file: a third of the processor's time went into that.
      { extends: true, test: { name: "shared", isolate: false, include: ["test/**/*.test.ts"], exclude: apart } },
      { extends: true, test: { name: "apart", isolate: true, include: apart } },
    ],
  },
});
