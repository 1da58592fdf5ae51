import { Mistakes } from "../kit/model/mistakes.ts";
import { synthesize } from "./synthesize.ts";

// What cdktf.json runs.
try {
  synthesize();
} catch (error) {
  if (!(error instanceof Mistakes)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
