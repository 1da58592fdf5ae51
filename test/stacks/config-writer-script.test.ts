import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { type Listening, listenOnLoopback } from "../../kit/lab/sinks/loopback.ts";
import { requestBeside, writerPassword } from "../../kit/write/request.ts";
import { type Service, servicesOf } from "../../stacks/service.ts";
import { writeNc } from "./image-tools.ts";
import { temporaryDirectory } from "./synthesized.ts";

const run = promisify(execFile);
const script = path.resolve(import.meta.dirname, "../../stacks/config-writer.sh");
const [first, second] = ["1111111111111111", "2222222222222222"] as const;

let volume: string;
let tools: string;
beforeEach(() => {
  volume = temporaryDirectory();
  tools = temporaryDirectory();
  writeNc(tools);
});

function upload(version: string, text: string): void {
  mkdirSync(path.join(volume, version, "rules"), { recursive: true });
  writeFileSync(path.join(volume, version, "rules/a.yml"), text);
}

/** Runs the script as the engine would; a configuration is valid when it says so. */
async function write(version: string, variables: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const env = {
    PATH: `${tools}:${process.env.PATH}`,
    VOLUME: volume,
    NEW: version,
    FILES: "rules/a.yml",
    CHECK: "grep valid rules/a.yml",
    HEALTH: "",
    RELOAD: "",
    OWNER: `${process.getuid?.()}:${process.getgid?.()}`,
    DATA: "",
    ...variables,
  };
  return run("/bin/sh", [script], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

const which = async (tool: string) => (await run("/bin/sh", ["-c", `command -v ${tool}`])).stdout.trim();

const live = () => readlinkSync(path.join(volume, "current"));

describe("a configuration", () => {
  it("has no file that was not sent with it", async () => {
    upload(first, "valid");
    writeFileSync(path.join(volume, first, "rules/by-hand.yml"), "valid");
    expect(await write(first)).toMatchObject({ code: 0 });
    expect(readdirSync(path.join(volume, first, "rules"))).toEqual(["a.yml"]);
  });

  it("goes live when its check passes", async () => {
    upload(first, "valid");
    expect(await write(first)).toMatchObject({ code: 0 });
    expect(live()).toBe(first);
    upload(second, "valid");
    expect(await write(second)).toMatchObject({ code: 0 });
    expect(live()).toBe(second);
  });

  it("that the check refuses is removed; the previous one stays live, and the check's own words are said", async () => {
    upload(first, "valid");
    await write(first);
    upload(second, "wrong");
    const { code, said } = await write(second, { CHECK: "echo 'a.yml: unexpected character'; false" });
    expect(code).toBe(1);
    expect(said).toContain("a.yml: unexpected character");
    expect(live()).toBe(first);
    expect(existsSync(path.join(volume, second))).toBe(false);
  });

  it("that is live is not removed when another version of the tool refuses it", async () => {
    upload(first, "valid");
    await write(first);
    expect(await write(first, { CHECK: "false" })).toMatchObject({ code: 1 });
    expect(live()).toBe(first);
    expect(existsSync(path.join(volume, first, "rules/a.yml"))).toBe(true);
  });

  it.each([
    "124",
    "143",
  ])("is given to a service that is slow to say that it runs, and one that does not take it in time is not said to refuse it (%s)", async (late) => {
    upload(first, "valid");
    await write(first);
    upload(second, "valid");
    const told = path.join(volume, "told");
    expect(await write(second, { HEALTH: `exit ${late}`, RELOAD: `touch ${told}` })).toMatchObject({ code: 0 });
    expect(existsSync(told)).toBe(true);
    upload(first, "valid");
    const { code, said } = await write(first, { HEALTH: "true", RELOAD: `exit ${late}` });
    expect(code).toBe(1);
    expect(said).toContain("has not said within a minute");
    expect(said).not.toContain("refuses");
    expect(live()).toBe(second);
  });

  it("can be read by the service and written by nobody else, whatever modes the upload made", async () => {
    upload(first, "valid");
    chmodSync(path.join(volume, first, "rules"), 0o777);
    chmodSync(path.join(volume, first, "rules/a.yml"), 0o600);
    await write(first);
    expect(statSync(path.join(volume, first, "rules")).mode & 0o777).toBe(0o755);
    expect(statSync(path.join(volume, first, "rules/a.yml")).mode & 0o777).toBe(0o644);
  });

  it("is kept with the few before it", async () => {
    for (let age = 9; age >= 1; age--) {
      const version = `000000000000000${age}`;
      upload(version, "valid");
      utimesSync(path.join(volume, version), 1000 - age, 1000 - age);
    }
    mkdirSync(path.join(volume, "lost+found"));
    upload(first, "valid");
    await write(first);
    expect(readdirSync(volume).sort()).toEqual([
      "0000000000000001",
      "0000000000000002",
      "0000000000000003",
      "0000000000000004",
      first,
      "current",
      "lost+found",
    ]);
  });

  it("gives the data directory to the service's user", async () => {
    upload(first, "valid");
    expect(await write(first, { DATA: tools })).toMatchObject({ code: 0 });
    expect(await write(first, { DATA: path.join(tools, "missing") })).not.toMatchObject({ code: 0 });
  });
});

describe("the reload", () => {
  let server: Listening;
  let requests: string[];
  let accepts: (reload: number) => boolean;
  let commands: { HEALTH: string; RELOAD: string };
  const right = `Basic ${Buffer.from("monitoring:of the test").toString("base64")}`;
  beforeEach(async () => {
    requests = [];
    accepts = () => true;
    const reloaded = createServer((request, response) => {
      if (request.headers.authorization !== right) return void response.writeHead(401).end("Unauthorized\n");
      requests.push(`${request.method} ${request.url} ${live()}`);
      const reloads = requests.filter((line) => line.startsWith("POST")).length;
      const done = request.method === "GET" || accepts(reloads);
      response.writeHead(done ? 200 : 500).end(done ? "" : "failed to reload config: it is full of holes\n");
    });
    server = await listenOnLoopback(reloaded, 0);
    writeFileSync(path.join(tools, "password"), "of the test\n");
    // As the service's declaration has them, but for where it is and where the password is.
    const prometheus = servicesOf(loadConfig("production")).find(({ name }) => name === "prometheus") as Service;
    const here = (command: string) =>
      command
        .replace("prometheus 9090", `127.0.0.1 ${server.port}`)
        .replace(writerPassword, path.join(tools, "password"));
    commands = {
      HEALTH: here(requestBeside(prometheus, { path: "/-/ready", seconds: 10 })),
      RELOAD: here(requestBeside(prometheus, { path: "/-/reload", method: "POST", seconds: 10 })),
    };
    upload(first, "valid");
    await write(first);
    upload(second, "valid");
  });
  afterEach(() => server.stop());

  it("is asked for once the new configuration is live", async () => {
    expect(await write(second, commands)).toMatchObject({ code: 0 });
    expect(requests).toEqual([`GET /-/ready ${second}`, `POST /-/reload ${second}`]);
  });

  it("that is refused brings the previous configuration back, and fails with the service's own words", async () => {
    accepts = (reload) => reload > 1;
    const { code, said } = await write(second, commands);
    expect(code).toBe(1);
    expect(said).toContain("refuses to load it");
    expect(said).toContain("it is full of holes");
    expect(live()).toBe(first);
    expect(requests.at(-1)).toBe(`POST /-/reload ${first}`);
    expect(existsSync(path.join(volume, second))).toBe(false);
  });

  it("is not taken for needless when the service does not know the password", async () => {
    writeFileSync(path.join(tools, "password"), "another\n");
    expect(await write(second, commands)).toMatchObject({ code: 1, said: expect.stringContaining("--rotate") });
    expect(live()).toBe(first);
  });

  it("that cannot be asked for, for want of a tool, fails as well", async () => {
    rmSync(path.join(tools, "nc"));
    symlinkSync("/nonexistent", path.join(tools, "nc"));
    for (const tool of ["sh", "ln", "mv", "rm", "chmod", "grep", "readlink", "timeout", "find"]) {
      symlinkSync(await which(tool), path.join(tools, tool));
    }
    expect(await write(second, { ...commands, PATH: tools })).toMatchObject({
      code: 1,
      said: expect.stringContaining("lacks a tool"),
    });
    expect(live()).toBe(first);
  });

  it("is not needed while the service does not run", async () => {
    await server.stop();
    expect(await write(second, commands)).toMatchObject({ code: 0, said: expect.stringContaining("when it starts") });
    expect(live()).toBe(second);
  });

  it("shows the password on no command line", () => {
    for (const command of Object.values(commands)) expect(command).not.toContain("of the test");
  });
});
