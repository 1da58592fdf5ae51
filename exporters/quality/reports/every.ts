import { projects, type ReportKind } from "../report.ts";
import { readAudit } from "./audit.ts";
import { readCoverage } from "./coverage.ts";
import { readLighthouse } from "./lighthouse.ts";
import { readLint } from "./lint.ts";
import { readOutdated } from "./outdated.ts";

const hour = 3600;
const day = 24 * hour;

/** What CI reports, and until when a report is good: the audit 48 h, others 8 days (benevoclic.md section 4). */
export const reportKinds: readonly ReportKind[] = [
  { report: "audit", of: projects, files: ["audit.json"], goodFor: 48 * hour, read: readAudit },
  { report: "outdated", of: projects, files: ["outdated.json", "package.json"], goodFor: 8 * day, read: readOutdated },
  { report: "coverage", of: projects, files: ["coverage.json"], goodFor: 8 * day, read: readCoverage },
  { report: "lighthouse", of: ["web"], files: ["lighthouse.json"], goodFor: 8 * day, read: readLighthouse },
  { report: "lint", of: projects, files: ["lint.json"], goodFor: 8 * day, read: readLint },
];
