import { createTransport } from "nodemailer";
import { afterEach, expect, test } from "vitest";
import { type SmtpSink, startSmtpSink } from "../../../../kit/lab/sinks/smtp.ts";

let sink: SmtpSink | undefined;
afterEach(() => sink?.stop());

const mail = {
  from: "Surveillance <monitoring@benevoclic.fr>",
  to: ["devops@benevoclic.fr", "lead@benevoclic.fr"],
  subject: "[critique] Hôte injoignable",
  text: "Prévenir le DevOps",
  html: "<p>Prévenir le <b>DevOps</b></p>",
};

/** Sends one mail over a connection of its own. */
function send(to: SmtpSink, auth?: { user: string; pass: string; method?: string }, message: object = mail) {
  const { method: authMethod, ...login } = auth ?? {};
  const transport = createTransport({
    host: "127.0.0.1",
    port: to.port,
    ...(auth ? { auth: login } : {}),
    ...(authMethod ? { authMethod } : {}),
  });
  return transport.sendMail(message).finally(() => transport.close());
}

test("parses a mail with text and HTML", async () => {
  sink = await startSmtpSink();
  await send(sink);
  const received = await sink.inbox.next(({ subject }) => subject.includes("injoignable"), { within: 30_000 });
  expect(received).toMatchObject({ ...mail, from: "monitoring@benevoclic.fr" });
  expect(received.receivedAt).toBeInstanceOf(Date);
});

test("invents neither a text nor an HTML part that was not sent", async () => {
  sink = await startSmtpSink();
  await send(sink, undefined, { ...mail, text: undefined });
  await send(sink, undefined, { ...mail, html: undefined });
  expect(sink.inbox.all.map(({ text, html }) => [text.trim(), html.trim()])).toEqual([
    ["", mail.html],
    [mail.text, ""],
  ]);
});

test("counts the envelope's recipients, blind copies included", async () => {
  sink = await startSmtpSink();
  await send(sink, undefined, { ...mail, to: "lead@benevoclic.fr", bcc: "cto@benevoclic.fr" });
  expect(sink.inbox.all[0]?.to).toEqual(["lead@benevoclic.fr", "cto@benevoclic.fr"]);
});

test.each(["PLAIN", "LOGIN"])("takes the right login by AUTH %s and no other", async (method) => {
  sink = await startSmtpSink({ user: "monitoring", password: "secret" });
  await send(sink, { user: "monitoring", pass: "secret", method });
  await expect(send(sink, { user: "monitoring", pass: "guess", method })).rejects.toMatchObject({ responseCode: 535 });
  await expect(send(sink, { user: "someone", pass: "secret", method })).rejects.toMatchObject({ responseCode: 535 });
  expect(sink.inbox.all).toHaveLength(1);
});

test("wants a login when it was given one", async () => {
  sink = await startSmtpSink({ user: "monitoring", password: "secret" });
  await expect(send(sink)).rejects.toMatchObject({ responseCode: 530 });
  expect(sink.inbox.all).toEqual([]);
});

test("takes any login when it was given none", async () => {
  sink = await startSmtpSink();
  await send(sink, { user: "anyone", pass: "anything" });
  expect(sink.inbox.all).toHaveLength(1);
});

test("refuses mail, then logins, then takes both again", async () => {
  sink = await startSmtpSink({ user: "monitoring", password: "secret" });
  const login = { user: "monitoring", pass: "secret" };
  sink.behave("refusing");
  await expect(send(sink, login)).rejects.toMatchObject({ responseCode: 451 });
  sink.behave("wrong-password");
  await expect(send(sink, login)).rejects.toMatchObject({ responseCode: 535 });
  expect(sink.inbox.all).toEqual([]);
  sink.behave("normal");
  await send(sink, login);
  expect(sink.inbox.all).toHaveLength(1);
});

test("a user without a password is a mistake", async () => {
  await expect(startSmtpSink({ user: "monitoring" })).rejects.toThrow("Give both, or neither");
});

test("a taken port is an error and nothing more", async () => {
  sink = await startSmtpSink();
  await expect(startSmtpSink({ port: sink.port })).rejects.toThrow(`127.0.0.1:${sink.port}`);
});

test("starts again on the port that stop freed", async () => {
  sink = await startSmtpSink();
  await send(sink);
  const { port } = sink;
  await sink.stop();
  await expect(send(sink)).rejects.toMatchObject({ code: expect.stringMatching(/ECONN|ESOCKET/) });
  sink = await startSmtpSink({ port });
  await send(sink);
  expect(sink.inbox.all).toHaveLength(1);
});
