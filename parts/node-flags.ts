/**
 * What Node runs our exporters with, in the image, in `npm start` and in the benchmark: they are small and do little, and without
 * pressure Node lets garbage pile up. Measured in docs/benchmarks.md, "Exporters".
 *
 * - 2 MiB for short-lived values where Node takes up to 16, twice.
 *   https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 * - Garbage of longer life is collected often: the heap stays near what is used, without a limit at which the program would die.
 *   https://github.com/nodejs/node/blob/v20.20.2/deps/v8/src/flags/flag-definitions.h ("optimize_for_size")
 * - One thread beside the program's for cleaning and compiling, each of which keeps memory of its own.
 *   https://nodejs.org/api/cli.html#--v8-pool-sizenum
 */
export const exporterNodeFlags = ["--max-semi-space-size=2", "--optimize-for-size", "--v8-pool-size=1"] as const;
