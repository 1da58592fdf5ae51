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
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryDirectory } from "./synthesized.ts";

const run = promisify(execFile);
const script = path.resolve(import.meta.dirname, "../../stacks/config-writer.sh");
const [first, second] = ["1111111111111111", "2222222222222222"] as const;

/** A bare machine has no wget, which the images have: the options that the script gives it, on curl's terms. */
const wget = `#!${process.execPath}
const [url] = process.argv.slice(-1);
const method = process.argv.some((option) => option.startsWith("--post-data")) ? "POST" : "GET";
fetch(url, { method }).then(({ ok }) => process.exit(ok ? 0 : 8), () => process.exit(4));
`;

let volume: string;
let tools: string;
beforeEach(() => {
  volume = temporaryDirectory();
  tools = temporaryDirectory();
  writeFileSync(path.join(tools, "wget"), wget);
  chmodSync(path.join(tools, "wget"), 0o755);
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
  let server: Server;
  let requests: string[];
  let accepts: (reload: number) => boolean;
  let urls: { HEALTH: string; RELOAD: string };
  beforeEach(async () => {
    requests = [];
    accepts = () => true;
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url} ${live()}`);
      const reloads = requests.filter((line) => line.startsWith("POST")).length;
      response.writeHead(request.method === "GET" || accepts(reloads) ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    urls = { HEALTH: `http://127.0.0.1:${port}/-/ready`, RELOAD: `http://127.0.0.1:${port}/-/reload` };
    upload(first, "valid");
    await write(first);
    upload(second, "valid");
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("is asked for once the new configuration is live", async () => {
    expect(await write(second, urls)).toMatchObject({ code: 0 });
    expect(requests).toEqual([`GET /-/ready ${second}`, `POST /-/reload ${second}`]);
  });

  it("that is refused brings the previous configuration back, and fails", async () => {
    accepts = (reload) => reload > 1;
    expect(await write(second, urls)).toMatchObject({ code: 1, said: expect.stringContaining("refuses to load it") });
    expect(live()).toBe(first);
    expect(requests.at(-1)).toBe(`POST /-/reload ${first}`);
    expect(existsSync(path.join(volume, second))).toBe(false);
  });

  it("that cannot be asked for, for want of a wget, fails as well", async () => {
    rmSync(path.join(tools, "wget"));
    symlinkSync("/nonexistent", path.join(tools, "wget"));
    for (const tool of ["sh", "ln", "mv", "rm", "chmod", "grep", "readlink", "timeout"]) {
      symlinkSync(await which(tool), path.join(tools, tool));
    }
    expect(await write(second, { ...urls, PATH: tools })).toMatchObject({
      code: 1,
      said: expect.stringContaining("wget"),
    });
    expect(live()).toBe(first);
  });

  it("is not needed while the service does not run", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await write(second, urls)).toMatchObject({ code: 0, said: expect.stringContaining("when it starts") });
    expect(live()).toBe(second);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
});
