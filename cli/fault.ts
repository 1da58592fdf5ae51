import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { alertsByDomain } from "../alerts/catalogue.ts";
import { loadConfig } from "../config/load.ts";
import { entriesIn } from "../exporters/remediation/journal.ts";
import type { Fault } from "../kit/lab/fault.ts";
import { currentRun, type Message, readMessages } from "../kit/lab/run-file.ts";
import { readsOfAlert } from "../kit/model/alert-reads.ts";
import { seconds } from "../kit/model/durations.ts";
import { levelOf } from "../kit/model/level.ts";
import { nearest } from "../kit/model/mistakes.ts";
import { journeysPart } from "../parts/journeys.ts";
import { benevoclic } from "../platform.ts";
import { faults } from "../simulator/faults.ts";
import { causeFault, clearFaults } from "../simulator/harness.ts";
import { readFaults } from "../simulator/platform/faults-file.ts";
import { UserError } from "./explain.ts";
import { runDirectory } from "./run-directory.ts";

/** Those that the running system can have. */
const causable = faults.filter(({ recordedOnly }) => recordedOnly !== true);

/** Causes one in the running system and waits for its message; without a name, lists them. */
export async function fault({ fault: name }: { readonly fault: string | undefined }): Promise<void> {
  if (name === undefined) return list();
  const found = causable.find((candidate) => candidate.name === name);
  if (name !== "clear" && found === undefined) {
    const meant = nearest(name, [...causable.map((candidate) => candidate.name), "clear"]);
    throw new UserError(
      `There is no fault "${name}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
      "`npm run fault` lists them",
    );
  }
  if (currentRun(runDirectory) === undefined) {
    throw new UserError("The local system does not run.", "start it in another terminal first: npm start");
  }
  if (found === undefined) await clear();
  else await cause(found);
}

function list(): void {
  const width = Math.max(...causable.map(({ name }) => name.length));
  console.log("npm run fault <name>    causes one in the running system and waits for the message; `clear` ends all\n");
  for (const { name, about, tells } of causable) {
    console.log(
      `  ${name.padEnd(width)}  ${about.en}  (tells ${tells.alert}, ${tells.severity}, within ${atMost(patience(tells))})`,
    );
  }
}

/** Seconds in which a journey that fails has been walked twice, and the others before it. */
const walkedWithin = 60;

/** The longest that the message may take: the alert's own `for`, a window to notice, and Alertmanager's wait. */
function patience({ alert, severity }: Fault["tells"]): number {
  const declared = [...alertsByDomain.values()].flat().find((candidate) => candidate.name === alert);
  const { for: time } = declared?.levels[severity] ?? { for: "0s" };
  const window = seconds(declared?.on.over ?? "0s");
  // What is walked is known only after its round.
  const isWalked = declared !== undefined && readsOfAlert(declared).some(({ jobs }) => jobs.has(journeysPart.name));
  const round = isWalked ? seconds(loadConfig("local").journeys?.every ?? "0s") + walkedWithin : 0;
  return seconds(time) + window + round + seconds(benevoclic.channels[severity].groupWait) + 30;
}

/** Seconds, rounded up to the unit that people count in: what compares with earlier weeks takes weeks of them. */
function atMost(time: number): string {
  if (time < 120) return `${time} s`;
  if (time < 7200) return `${Math.ceil(time / 60)} min`;
  return time < 172_800 ? `${Math.ceil(time / 3600)} h` : `${Math.ceil(time / 86_400)} days`;
}

/** The same for the message of its end: the alert goes on for a while after its last bad value. */
function patienceForEnd(tells: Fault["tells"]): number {
  const declared = [...alertsByDomain.values()].flat().find(({ name }) => name === tells.alert);
  const definition = declared?.levels[tells.severity];
  const goesOn = definition
    ? levelOf(tells.severity, definition, declared?.endsAtOnce !== undefined, loadConfig("local").keepFiringFor)
        .keepFiringFor
    : "0s";
  return patience(tells) + seconds(goesOn) + 60;
}

async function cause(fault: Fault): Promise<void> {
  const before = readMessages(runDirectory).length;
  const began = Date.now();
  causeFault(runDirectory, fault.name);
  const within = patience(fault.tells);
  console.log(`${fault.about.en}. Waiting for ${fault.tells.alert}, ${atMost(within)} at most …`);
  // The channel under test cannot tell of its own failure: the mail does.
  const channel = fault.name === "discord-refusing" ? "e-mail" : "Discord";
  const message = await messageAfter(
    before,
    within,
    (one) => one.channel === channel && one.title.includes(fault.tells.alert),
    () => cureSince(began) !== undefined,
  );
  const cure = cureSince(began);
  if (message === undefined && cure !== undefined) {
    const after = (Date.parse(cure.at) - began) / 1000;
    console.log(
      `\nHealed by itself after ${after.toFixed(1)} s: ${cure.action} ${cure.target}, ${cure.why}. Nobody was woken; the record is in ${runDirectory}/anomalies, and the info channel has a line within minutes.`,
    );
    return;
  }
  if (message === undefined) {
    throw new UserError(
      `No message about ${fault.tells.alert} within ${atMost(within)}.`,
      `look at the logs in ${runDirectory}/logs`,
    );
  }
  show(message, began);
}

/** What repaired something in the running system since then, in ms since the epoch. */
function cureSince(began: number) {
  return entriesIn(path.join(runDirectory, "remediation"))
    .filter((entry) => entry.what === "outcome")
    .find(({ outcome, at }) => outcome === "healed" && Date.parse(at) >= began);
}

async function clear(): Promise<void> {
  const { active } = readFaults(runDirectory);
  const messages = readMessages(runDirectory);
  const began = Date.now();
  clearFaults(runDirectory);
  if (active.length === 0) return console.log("No fault was active.");
  for (const { name } of active) {
    const fault = faults.find((candidate) => candidate.name === name);
    const told = messages.some(({ title }) => fault && title.includes(fault.tells.alert));
    if (fault === undefined || !told) {
      console.log(`${name} ended before anybody was told.`);
      continue;
    }
    console.log(`${name} ended. Waiting for the message that ${fault.tells.alert} is resolved …`);
    const resolved = (one: Message) => one.title.includes(fault.tells.alert) && /^(✅|🔽)/u.test(one.title);
    const message = await messageAfter(messages.length, patienceForEnd(fault.tells), resolved);
    if (message === undefined) console.log(`No resolved message yet; it will be shown in the first terminal.`);
    else show(message, began);
  }
}

async function messageAfter(
  count: number,
  within: number,
  matches: (message: Message) => boolean,
  enough: () => boolean = () => false,
): Promise<Message | undefined> {
  const end = Date.now() + within * 1000;
  while (Date.now() < end && currentRun(runDirectory) !== undefined && !enough()) {
    const found = readMessages(runDirectory).slice(count).find(matches);
    if (found !== undefined) return found;
    await pause(100);
  }
  return undefined;
}

function show({ receivedAt, channel, title, text }: Message, began: number): void {
  const after = (Date.parse(receivedAt) - began) / 1000;
  console.log(`\n[${channel}, after ${after.toFixed(1)} s] ${title}\n${text}`);
}
