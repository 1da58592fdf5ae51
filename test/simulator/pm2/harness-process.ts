// Run by pm2.test.ts as a process of its own, to be killed: starts PM2 with an app, and tells the daemon's pid and the app's.
import { callPm2 } from "../../../exporters/pm2/call.ts";
import { startPm2 } from "../../../simulator/pm2/pm2.ts";

const [directory = "", script = ""] = process.argv.slice(2);
const { daemon, rpcSocket } = await startPm2({
  directory,
  apps: [
    { name: "forked", script },
    { name: "clustered", script, exec_mode: "cluster", instances: 1 },
  ],
});
const apps = (await callPm2({ socket: rpcSocket, method: "getMonitorData", within: 10_000 })) as { pid: number }[];
console.log(JSON.stringify([daemon.pid, ...apps.map(({ pid }) => pid)]));
