#!/usr/bin/env node
// The program behind every `npm run …`, and `npx benevoclic-monitoring`. TypeScript is read as it stands.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./program.ts");
await main(process.argv.slice(2));
