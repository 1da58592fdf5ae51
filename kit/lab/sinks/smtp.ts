import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { Inbox } from "./inbox.ts";
import { type Listening, listenOnLoopback } from "./loopback.ts";

export interface Mail {
  /** The envelope's sender: what the mail server acts on, whatever the headers say. */
  readonly from: string;
  /** The envelope's recipients. */
  readonly to: readonly string[];
  readonly subject: string;
  /** The plain text part as sent, empty without one. */
  readonly text: string;
  /** The HTML part as sent, empty without one. */
  readonly html: string;
  readonly receivedAt: Date;
}

/** "refusing" turns every mail away (451 at MAIL FROM); "wrong-password" every login (535), the right one included. */
export type SmtpBehaviour = "normal" | "refusing" | "wrong-password";

export interface SmtpSink extends Listening {
  readonly inbox: Inbox<Mail>;
  behave(behaviour: SmtpBehaviour): void;
}

/**
 * A mail server on 127.0.0.1 without TLS, for senders with `smtp_require_tls: false`.
 *
 * @param options.user with `password`: mail is taken only after AUTH PLAIN or LOGIN with these two. Without them, mail is taken
 *   with any login or none.
 * @throws Error when only one of user and password is given, or the port is taken
 */
export async function startSmtpSink(
  options: { port?: number; user?: string; password?: string } = {},
): Promise<SmtpSink> {
  const { user, password } = options;
  if ((user === undefined) !== (password === undefined)) {
    throw new Error(
      "The SMTP sink got a user or a password alone. Give both, or neither to take mail without a login.",
    );
  }
  const inbox = new Inbox<Mail>("mail");
  let behaviour: SmtpBehaviour = "normal";

  const server = new SMTPServer({
    authMethods: ["PLAIN", "LOGIN"],
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    authOptional: user === undefined,
    disableReverseLookup: true,
    onAuth(login, _session, done) {
      const known = user === undefined || (login.username === user && login.password === password);
      if (known && behaviour !== "wrong-password") done(null, { user: login.username ?? "" });
      else done(refusal(535, "5.7.8 Username and password not accepted"));
    },
    onMailFrom(_sender, _session, done) {
      done(behaviour === "refusing" ? refusal(451, "4.3.2 Not accepting mail at the moment") : null);
    },
    onData(stream, session, done) {
      simpleParser(stream, { skipHtmlToText: true, skipTextToHtml: true }).then(({ subject, text, html }) => {
        const { mailFrom, rcptTo } = session.envelope;
        inbox.add({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map((recipient) => recipient.address),
          subject: subject ?? "",
          text: text ?? "",
          html: html || "",
          receivedAt: new Date(),
        });
        done(null);
      }, done);
    },
  });
  // Clients that go away in the middle of a session are their own affair; unheard, the event would end the process.
  server.on("error", () => {});
  const listening = await listenOnLoopback(server.server, options.port ?? 0);

  return {
    ...listening,
    inbox,
    behave(next) {
      behaviour = next;
    },
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
