import { z } from "zod";
import { readFlags } from "../simulator/platform/program.ts";
import { measureDue } from "./healing/due.ts";
import { measureFaults } from "./healing/faults.ts";
import { measureKills } from "./healing/kills.ts";
import { measureQuiet } from "./healing/quiet.ts";
import { victims } from "./healing/stage.ts";

const asked = readFlags({
  kills: z.coerce.number().int().positive().default(50),
  of: z.enum(victims).default("remediation"),
  faults: z.string().default(""),
  within: z.coerce.number().int().positive().default(300),
});
if (asked.faults === "") await measureKills(asked.of, asked.kills);
else if (asked.faults === "recorded") await measureDue();
else if (asked.faults === "quiet") await measureQuiet();
else await measureFaults(asked.faults.split(","), asked.within);
