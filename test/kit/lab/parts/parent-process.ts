// Run by children.test.ts as a process of its own, to be killed: starts a child that would live on, and tells its pid.
import { startChild } from "../../../../kit/lab/parts/children.ts";

const [logFile = ""] = process.argv.slice(2);
const child = await startChild({ name: "sleeper", command: "/bin/sleep", args: ["600"], logFile });
console.log(child.pid);
