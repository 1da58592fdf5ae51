import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { orExplain } from "./explain.ts";

// What the tests need beside npm's packages is fetched before them, with progress, and not in the middle of one.
await orExplain(async () => {
  await obtainParts({ progress: console.log });
});
