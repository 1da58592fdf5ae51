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
  [
    "│ Error: Error acquiring the state lock\n│ Error message: resource temporarily unavailable\n│ Lock Info:\n│   ID:        12-34\n│   Who:       ana@vps",
    /under way.*\n {4}ID: +12-34\n {4}Who: +ana@vps$/,
    /force-unlock/,
  ],
  [
    "Error: Error acquiring the state lock\nError message: open ../../../terraform.monitoring-production.tfstate: permission denied",
    /may not write the state/,
    /chown/,
  ],
  [
    "Error: Error acquiring the state lock\nError message: 2 problems:\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 300.",
    /cannot be read/,
    /takes over what runs/,
  ],
  [
    "Error refreshing state: Unsupported state file format: The state file uses format version 5, which is not supported by Terraform 1.11.4. This state file was created by Terraform 9.9.9.",
    /newer Terraform/,
    /that version/,
  ],
  [
    "Error: Failed to save state\nError saving state: write terraform.tfstate: no space left on device\nError: Failed to persist state to backend",
    /could not write its state/,
    /takes over/,
  ],
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
