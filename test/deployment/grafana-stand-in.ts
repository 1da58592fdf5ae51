import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/**
 * Stands where Grafana would, whose image cannot be had everywhere: what a deployment touches of it, refusing what the
 * real one refuses. It shows no dashboard and reads no provisioning.
 * Begun as `grafana server`; `grafana cli admin reset-admin-password` is that of
 * https://github.com/grafana/grafana/blob/main/pkg/cmd/grafana-cli/commands/reset_password_command.go
 */

const data = process.env.GF_PATHS_DATA ?? "";
const database = `${data}/grafana.db`;
const annotations = `${data}/annotations.jsonl`;

function end(reason: string): never {
  console.error(reason);
  process.exit(1);
}

function resetAdminPassword(options: readonly string[]): void {
  const [unknown] = options.filter((option) => option !== "--password-from-stdin");
  if (unknown?.startsWith("-")) end(`Incorrect Usage: flag provided but not defined: ${unknown}`);
  if (!existsSync("conf/defaults.ini"))
    end("Grafana-server Init Failed: Could not find config defaults, make sure homepath command line parameter is set");
  if (options.length === 0) end("the new password doesn't meet the password policy criteria");
  const lines = readFileSync(0, "utf8").split("\n");
  if (lines.length === 1 && lines[0] === "") end("can't read password from stdin");
  const [password = ""] = lines;
  if (password.length < 4) end("the new password doesn't meet the password policy criteria");
  if (!existsSync(database)) end("could not read user from database. Error: user not found");
  setPassword(password);
  console.log("\nAdmin password changed successfully ✔");
}

function setPassword(password: string): void {
  writeFileSync(`${database}.new`, password);
  renameSync(`${database}.new`, database);
}

function serve(): void {
  // The password's file counts at the first start only.
  if (!existsSync(database))
    setPassword(readFileSync(process.env.GF_SECURITY_ADMIN_PASSWORD__FILE ?? "", "utf8").trimEnd());
  createServer(async (request, response) => {
    const answer = (status: number, body: string) =>
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4" }).end(body);
    if (request.url === "/api/health") return answer(200, '{"database":"ok"}');
    if (request.url === "/metrics") return answer(200, 'grafana_build_info{version="stand-in"} 1\n');
    const known = `Basic ${Buffer.from(`admin:${readFileSync(database, "utf8")}`).toString("base64")}`;
    if (request.headers.authorization !== known) return answer(401, '{"message":"Invalid username or password"}');
    const anew = request.url === "/api/admin/provisioning/datasources/reload" && request.method === "POST";
    if (anew) return answer(200, '{"message":"Datasources config reloaded"}');
    if (request.url !== "/api/annotations") return answer(404, '{"message":"Not found"}');
    if (request.method === "GET") return answer(200, existsSync(annotations) ? readFileSync(annotations, "utf8") : "");
    const sent: unknown = JSON.parse(await text(request));
    if (typeof (sent as { text?: unknown }).text !== "string") return answer(400, '{"message":"text is required"}');
    appendFileSync(annotations, `${JSON.stringify(sent)}\n`);
    return answer(200, '{"message":"Annotation added"}');
  }).listen(3000);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
}

const [command, ...rest] = process.argv.slice(2);
if (command === "server") serve();
else if (command === "cli" && rest[0] === "admin" && rest[1] === "reset-admin-password")
  resetAdminPassword(rest.slice(2));
else end(`No help topic for '${[command, ...rest].join(" ")}'`);
