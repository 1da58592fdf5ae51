#!/usr/bin/env node
// The program behind every `npm run …`, and `npx benevoclic-monitoring`. TypeScript is read as it stands.
import module from "node:module";
import { fileURLToPath } from "node:url";

// Node does it by itself from 24 on, and keeps what it compiled: loading takes far less than with tsx.
if (Number.parseInt(process.versions.node, 10) >= 24 && process.features.typescript === "strip")
  module.enableCompileCache(fileURLToPath(new URL("../.cache/compiled", import.meta.url)));
else (await import("tsx/esm/api")).register();
const { main } = await import("./program.ts");
await main(process.argv.slice(2));
