#!/usr/bin/env node
// `npx prometheus-monitoring-kit <act> <directory>`. TypeScript is read as it stands.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./program.ts");
await main(process.argv.slice(2));
