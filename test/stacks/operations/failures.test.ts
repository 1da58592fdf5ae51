import { expect, it } from "vitest";
import { mistakeFrom } from "../../../stacks/operations/failures.ts";

/** What the programs really say. */
it.each([
  [
    "@@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@\nHost key verification failed.",
    /another machine answers/,
    /ssh-keygen -R/,
  ],
  [
    "No ED25519 host key is known for vps and you have requested strict checking.\nHost key verification failed.",
    /not known here/,
    /ssh-keyscan/,
  ],
  ["deploy@vps: Permission denied (publickey).", /refuses this user's key/, /authorized_keys/],
  ["ssh: connect to host 127.0.0.1 port 22: Connection refused", /does not answer/, /sshd/],
  ["ssh: Could not resolve hostname nowhere: Name or service not known", /does not exist/, /deployment\.engine/],
  [
    "Cannot connect to the Docker daemon at unix:///nowhere. Is the docker daemon running?",
    /no Docker engine/,
    /systemctl/,
  ],
  ["spawn docker ENOENT", /docker is not there/, /docker\.io/],
  ["Error: Error acquiring the state lock\nID: 1234", /under way/, /force-unlock/],
  [
    "Error: Failed to query available provider packages\nCould not retrieve the list",
    /provider .* cannot be had/,
    /plugin directory/,
  ],
  ["write /var/lib/docker/x: no space left on device", /disk .* full/, /same command finishes/],
  ["Bind for 127.0.0.1:9090 failed: port is already allocated", /port is taken/, /ss -ltnp/],
  [
    'Conflict. The container name "/benevoclic-production-prometheus" is already in use by container',
    /does not know/,
    /--adopt/,
  ],
  ["Pool overlaps with other one on this address space", /overlaps/, /another subnet/],
  ["manifest for quay.io/x:v9 not found: manifest unknown", /does not have the image/, /npm run pin/],
])("explains %j", (said, what, remedy) => {
  const mistake = mistakeFrom("there", said);
  expect(mistake.what).toMatch(what);
  expect(mistake.remedy).toMatch(remedy);
});

it("hands on the last words of what it does not know", () => {
  expect(mistakeFrom("terraform apply", "first\nError: something new").what).toContain("Error: something new");
  expect(mistakeFrom("terraform apply", "").what).toContain("it said nothing");
});
