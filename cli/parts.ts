import { buildApiServer } from "../kit/lab/kubernetes/obtain.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";

/** What the tests need beside npm's packages is fetched before them, with progress, and not in the middle of one. */
export async function parts({ kubernetes = false }: { readonly kubernetes?: boolean } = {}): Promise<void> {
  await obtainParts({ progress: console.log });
  if (kubernetes) await buildApiServer(console.log);
}
