// Run by obtain.test.ts as a process of its own, to be killed in the middle.
import { obtainParts } from "../../../../kit/lab/parts/obtain.ts";

const [cacheDir = ""] = process.argv.slice(2);
await obtainParts({ cacheDir, names: ["promtool"], progress: (line) => console.log(line) });
