import { projects, type ReportKind } from "../report.ts";
import { readAudit } from "./audit.ts";
import { readCoverage } from "./coverage.ts";
import { readLighthouse } from "./lighthouse.ts";
import { readLint } from "./lint.ts";
import { readOutdated } from "./outdated.ts";

/** What CI reports. */
export const reportKinds: readonly ReportKind[] = [
  { report: "audit", of: projects, files: ["audit.json"], read: readAudit },
  { report: "outdated", of: projects, files: ["outdated.json", "package.json"], read: readOutdated },
  { report: "coverage", of: projects, files: ["coverage.json"], read: readCoverage },
  { report: "lighthouse", of: ["web"], files: ["lighthouse.json"], read: readLighthouse },
  { report: "lint", of: projects, files: ["lint.json"], read: readLint },
];
