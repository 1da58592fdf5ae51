import { buildApiServer } from "../kit/lab/kubernetes/obtain.ts";
import { buildLogPrograms } from "../kit/lab/logs/obtain.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { buildJaeger } from "../kit/lab/traces/obtain.ts";

/** What the tests need beside npm's packages is fetched before them, with progress, and not in the middle of one. */
export async function parts({
  kubernetes = false,
  logs = false,
  traces = false,
}: {
  readonly kubernetes?: boolean;
  readonly logs?: boolean;
  readonly traces?: boolean;
} = {}): Promise<void> {
  await obtainParts({ progress: console.log });
  if (logs) await buildLogPrograms(console.log);
  if (traces) await buildJaeger(console.log);
  if (kubernetes) await buildApiServer(console.log);
}
