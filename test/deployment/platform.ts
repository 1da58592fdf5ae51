import { createSocket } from "node:dgram";
import { appendFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { createSite } from "../../simulator/platform/site.ts";
import { answerBy } from "../../simulator/platform/site-server.ts";

/**
 * What stands on the test machine beside the stack, as a program of its own, at an address that containers reach: the API
 * that Prometheus scrapes and probes, with the site through which journeys are walked, the one to which Alertmanager sends signs of life, a mail server and a name server.
 * Each request and each mail is a line in a file of the directory given: `heartbeats`, `mails`. While the file `fault`
 * exists there, the API answers 500.
 */
const [directory = "/nonexistent", address = "127.0.0.1", email = "", password = ""] = process.argv.slice(2);
const site = createSite({ account: { email, password }, broken: () => false });
const file = (name: string) => path.join(directory, name);

const ofApi = ["/health", "/metrics"];

createServer((request, response) => {
  const isBroken = existsSync(file("fault"));
  if (!isBroken && !ofApi.includes(request.url ?? "")) return void answerBy(site, request, response);
  if (isBroken) response.statusCode = 500;
  response.setHeader("content-type", "text/plain; version=0.0.4");
  if (request.url === "/metrics")
    return void response.end(
      ["/health", "/new-route"].map((at) => `http_requests_total{method="GET",path="${at}",status="200"} 1\n`).join(""),
    );
  response.end('{"status":"ok"} Benevoclic');
}).listen(3000, address);

createServer((request, response) => {
  appendFileSync(file("heartbeats"), `${Date.now()} ${request.url}\n`);
  response.end();
}).listen(8081, address, () => console.log("listening"));

/** A program that has a port which a service wants. */
createServer().listen(8082, "127.0.0.1");

/** Without a login, which no sender gives away unencrypted. */
new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  onData: (stream, _session, done) => {
    simpleParser(stream).then(({ subject }) => {
      appendFileSync(file("mails"), `${subject}\n`);
      done();
    }, done);
  },
}).listen(8025, address);

/** Knows no name, and says so at once (NXDOMAIN, RFC 1035 section 4.1.1): the machine has no way to any other. */
const names = createSocket("udp4");
names.on("message", (question, from) => {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8183, 2);
  names.send(answer, from.port, from.address);
});
names.bind(53, address);
