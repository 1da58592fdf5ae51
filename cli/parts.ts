import { obtainParts } from "../kit/lab/parts/obtain.ts";

/** What the tests need beside npm's packages is fetched before them, with progress, and not in the middle of one. */
export async function parts(): Promise<void> {
  await obtainParts({ progress: console.log });
}
