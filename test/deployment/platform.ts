import { appendFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";

/**
 * What stands on the test machine beside the stack, as a program of its own: the API that Prometheus scrapes and probes,
 * and the address to which Alertmanager sends signs of life. Each request to the latter is a line in the file given. While the file `fault` exists, the API answers 500.
 */
const [file = "/dev/null", address = "127.0.0.1", fault = "/nonexistent"] = process.argv.slice(2);

createServer((request, response) => {
  if (existsSync(fault)) response.statusCode = 500;
  response.setHeader("content-type", "text/plain; version=0.0.4");
  if (request.url === "/metrics")
    return void response.end('http_requests_total{method="GET",path="/health",status="200"} 1\n');
  response.end('{"status":"ok"} Benevoclic');
}).listen(3000, address);

createServer((request, response) => {
  appendFileSync(file, `${Date.now()} ${request.url}\n`);
  response.end();
}).listen(8081, address, () => console.log("listening"));

/** A program that has a port which a service wants. */
createServer().listen(8082, "127.0.0.1");
