import { describe, expect, it } from "vitest";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { ended, hostOf } from "../../../stacks/operations/host.ts";

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => "",
    (error: unknown) => {
      expect(error).toBeInstanceOf(Mistakes);
      return String(error);
    },
  );

describe("this machine", () => {
  const host = hostOf("unix:///nowhere/docker.sock");

  it("runs programs and scripts with their arguments", async () => {
    expect(await host.run("printf", "%s", "it's $HOME")).toBe("it's $HOME");
    expect(await host.sh('printf "%s|" "$@"', "a b", "'c'")).toBe("a b|'c'|");
    expect(await ended(["sh", "-c", "cat; exit 3"], "said")).toEqual({ code: 3, out: "said", error: "" });
    expect(await ended(["/nonexistent"])).toMatchObject({ code: 127, error: expect.stringContaining("ENOENT") });
  });

  it("says when no engine answers, and what to do", async () => {
    const text = await refusalOf(host.docker("ps"));
    expect(text).toContain("unix:///nowhere/docker.sock");
    expect(text).toMatch(/no Docker engine answers|the program docker is not there/);
    expect(text).toContain("→");
  });
});

describe("another machine", () => {
  it("is spoken to strictly, on its port, with every argument quoted for its shell", () => {
    const command = hostOf("ssh://deploy@vps.example.org:2222").dockerCommand("inspect", "it's");
    expect(command.slice(-3)).toEqual(["deploy@vps.example.org", "--", `'docker' 'inspect' 'it'\\''s'`]);
    expect(command.join(" ")).toContain("-o BatchMode=yes -o StrictHostKeyChecking=yes");
    expect(command.join(" ")).toContain("-p 2222");
  });

  it.skipIf(onPath(["ssh"]).length === 0)("that refuses ssh is explained (skipped without ssh)", async () => {
    const port = await freePort();
    expect(await refusalOf(hostOf(`ssh://nobody@127.0.0.1:${port}`).docker("ps"))).toContain(
      "does not answer on its ssh port",
    );
  });
});
