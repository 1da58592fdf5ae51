import type { Group } from "../command.ts";
import { anomalies } from "./anomalies.ts";
import { declarations } from "./declarations.ts";
import { deployment } from "./deployment.ts";
import { house } from "./house.ts";
import { machine } from "./machine.ts";
import { measurements } from "./measurements.ts";
import { review } from "./review.ts";

/** Every command. One that stands here has its script in package.json and its place in docs/commands.md. */
export const groups: readonly Group[] = [
  { title: "On this machine", commands: machine },
  { title: "Declarations", commands: declarations },
  { title: "Reviews", commands: review },
  { title: "Anomalies", commands: anomalies },
  { title: "Deployment", commands: deployment },
  { title: "This repository", commands: house },
  { title: "Measurements", commands: measurements },
];
