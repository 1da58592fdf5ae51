import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { sources } from "../../../exporters/business/collections/every.ts";
import { runExporter, startExporter } from "./exporter.ts";
import { startRelay } from "./relay.ts";
import { testServer } from "./server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;

/** The fields of benevoclic.md section 3, of each collection. */
const fields: Readonly<Record<string, readonly string[]>> = {
  users: [
    ...["userId", "email", "role", "isOnline", "disabled", "isVerified", "isCompleted", "location"],
    ...["imageProfile", "avatarFileKey", "lastConnection", "createdAt", "updatedAt"],
  ],
  announcements: [
    ...[
      "associationId",
      "associationName",
      "nameEvent",
      "description",
      "tags",
      "datePublication",
      "dateEvent",
      "hoursEvent",
    ],
    ...["status", "isHidden", "nbParticipants", "maxParticipants", "participants", "nbVolunteers", "maxVolunteers"],
    ...["volunteers", "volunteersWaiting", "addressAnnouncement", "locationAnnouncement"],
  ],
  associations: [
    ...["associationId", "associationName", "type", "city", "postalCode", "country", "phone", "bio"],
    ...["locationAssociation", "volunteers", "volunteersWaiting"],
  ],
  favorites: ["volunteerId", "announcementId"],
  support: [
    ...["type", "category", "status", "priority", "createdAt", "updatedAt", "userId", "userEmail", "announcementId"],
    ...["description", "adminNotes", "pageUrl", "screenshotUrl"],
  ],
};

/** Every one of them holds somebody's data, once as text and once within a list and a document. */
function planted(collection: string): object[] {
  const values = (make: (marker: string) => unknown) =>
    Object.fromEntries(
      (fields[collection] ?? []).map((field) => [field, make(`planted.${collection}.${field}@example.org`)]),
    );
  return [
    values((marker) => marker),
    values((marker) => [marker, { id: marker, name: marker, dateAdded: marker, isPresent: marker }]),
    values((marker) => ({ [marker.replaceAll(/[.@]/g, "-")]: marker })),
    // Dates as long as real ones, with a name in them.
    values((marker) => `planted Camille 123Z`.padEnd(19, marker).concat("Z")),
  ];
}

/** Of what the database sends, nothing but groups may be of this size. */
const image = "planted".repeat(150_000);

describe.skipIf(missing)(`personal data planted in every field${missing ? ` (skipped: ${missing})` : ""}`, () => {
  afterAll(() => (typeof server === "string" ? undefined : server.stop()));

  it("reaches no label, no value, no log line and no error, and images never leave the database", async () => {
    expect(Object.keys(fields).sort()).toEqual(sources.map(({ collection }) => collection).sort());
    for (const collection of Object.keys(fields)) await real.db.collection(collection).insertMany(planted(collection));
    await real.db.collection("users").insertOne({ role: "VOLUNTEER", imageProfile: image });

    const relay = await startRelay(real);
    onTestFinished(() => relay.stop());
    const uri = `mongodb://127.0.0.1:${relay.port}/?directConnection=true`;
    const flags = ["--database", real.db.databaseName, "--refresh-interval", "0.2"];
    const exporter = await startExporter(uri, flags);
    onTestFinished(() => exporter.stop());
    const pages = async () =>
      (
        await Promise.all(
          ["/metrics", "/metrics/mongodb", "/", "/planted@example.org"].map((at) => fetch(exporter.url + at)),
        )
      ).map((response) => response.text());
    const said = [...(await Promise.all(await pages()))];
    // What it could not read is told by number.
    expect(said[0]).toContain('benevoclic_exporter_unreadable_values{collection="users",field="role"} 4');
    // The exporter has read everything at least twice, and not a tenth of the image came.
    expect(relay.received()).toBeGreaterThan(1_000);
    expect(relay.received()).toBeLessThan(image.length / 10);

    if (real.canFail) {
      // The server's own words then quote the question; real ones quote documents.
      await real.fail({ failCommands: ["aggregate"], errorCode: 40_000 });
      await vi.waitUntil(() => /error 40000/.test(exporter.words()), { timeout: 30_000 });
      await real.fail(undefined);
    }
    relay.behave("cut");
    await vi.waitUntil(() => /cannot be reached/.test(exporter.words()), { timeout: 30_000 });
    said.push(...(await Promise.all(await pages())), exporter.words());

    const secret = real.uri.replace(/^mongodb:\/\/(.*@)?/, "mongodb://planted:planted-password@");
    for (const mode of ["--once", "--check"]) {
      said.push((await runExporter(real.uri, [...flags, mode])).words);
      said.push((await runExporter(secret, [...flags, mode])).words);
    }
    for (const words of said) expect(words).not.toMatch(/planted|camille|example\.org/i);
  });
});
