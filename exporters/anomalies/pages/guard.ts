import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { PageRequest } from "../../program/serve.ts";

/** How people are let in; all of it is the operator's choice in config/. */
export interface Entrance {
  /** Hosts under which browsers know these pages: another one means that somebody else's page asks (DNS rebinding). */
  readonly hosts: readonly string[];
  /** In which header the login in front of these pages tells who somebody is. Without it, whoever reaches the port is in. */
  readonly loginHeader?: string | undefined;
  /** ms for which a signed link opens an anomaly without login; 0: there are no such links. */
  readonly linksLast: number;
}

/** Whoever asks. */
export interface Visitor {
  /** Of this browser: its forms are bound to it. */
  readonly session: string;
  readonly isNew: boolean;
  /** Their login, or the name that they gave last; empty when unknown. */
  readonly name: string;
  /** The name is their login's. */
  readonly knownByLogin: boolean;
}

export type Refusal = "login" | "host" | "origin" | "form" | "link" | "patience";

/** ms: a form that was open for longer is asked for anew. */
const formsLast = 12 * 3_600_000;
/** Wrong tokens of one address within so many ms, after which it has to wait as long. */
const wrongAllowed = 20;
const wrongWithin = 5 * 60_000;
/** Addresses remembered: beyond, the oldest are forgotten. */
const addresses = 1_000;
const sessionCookie = "anomalies-session";
export const nameCookie = "anomalies-name";
export const longestName = 60;

export type Guard = ReturnType<typeof guardOf>;

/** Checks who asks, and signs what they may send. @param secret anything that nobody else knows */
export function guardOf(secret: string, { hosts, loginHeader, linksLast }: Entrance, now: () => Date) {
  const key = createHmac("sha256", secret).update("pages of anomalies").digest();
  const sign = (...parts: readonly string[]) =>
    createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
  const signed = (kind: string, about: string, lasts: number): string => {
    const until = String(now().getTime() + lasts);
    return `${until}.${sign(kind, about, until)}`;
  };
  const isSigned = (kind: string, about: string, token: string): boolean => {
    const [until = "", mac = ""] = token.split(".");
    return same(mac, sign(kind, about, until)) && Number(until) > now().getTime();
  };

  const wrong = new Map<string, number[]>();
  const recently = (address: string) =>
    (wrong.get(address) ?? []).filter((at) => now().getTime() - at < wrongWithin).slice(-wrongAllowed);
  const countWrong = (address: string): void => {
    const times = [...recently(address), now().getTime()];
    wrong.delete(address);
    wrong.set(address, times);
    const [oldest] = wrong.keys();
    if (wrong.size > addresses && oldest !== undefined) wrong.delete(oldest);
  };
  /** Of the visitor, where nginx tells it. */
  const addressOf = ({ headers, address }: PageRequest) => String(headers["x-real-ip"] ?? address).slice(0, 60);

  return {
    linksLast,

    visitorOf({ headers }: PageRequest): Visitor {
      const cookies = cookiesIn(headers.cookie);
      const [id = "", mac = ""] = (cookies.get(sessionCookie) ?? "").split(".");
      const known = id !== "" && same(mac, sign("session", id));
      const fresh = randomBytes(16).toString("hex");
      const login = loginHeader === undefined ? "" : String(headers[loginHeader.toLowerCase()] ?? "");
      return {
        session: known ? `${id}.${mac}` : `${fresh}.${sign("session", fresh)}`,
        isNew: !known,
        name: (login || cookies.get(nameCookie) || "").slice(0, longestName),
        knownByLogin: login !== "",
      };
    },

    /** Why a request is refused before it is looked at. */
    refusal(request: PageRequest, visitor: Visitor): Refusal | undefined {
      const { headers, method, form } = request;
      const host = headers.host ?? "";
      if (!hosts.includes(host) && !isHere(host)) return "host";
      if (method !== "POST") return undefined;
      const origin = headers.origin ?? "";
      const site = headers["sec-fetch-site"];
      if (!URL.canParse(origin) || new URL(origin).host !== host || (site !== undefined && site !== "same-origin"))
        return "origin";
      if (recently(addressOf(request)).length >= wrongAllowed) return "patience";
      if (!visitor.isNew && isSigned("form", visitor.session, form.get("token") ?? "")) return undefined;
      countWrong(addressOf(request));
      return "form";
    },

    /**
     * Whether the visitor may see every anomaly: by a login, or at the port itself, which only this machine and the far end of
     * a tunnel reach. Nginx tells for whom it asks; an outage of its login keeps nobody out.
     */
    isIn: ({ knownByLogin }: Visitor, { headers }: PageRequest): boolean =>
      loginHeader === undefined || knownByLogin || headers["x-real-ip"] === undefined,

    /** Why a signed link does not open its anomaly. */
    linkRefusal(request: PageRequest, id: string, token: string): Refusal | undefined {
      if (recently(addressOf(request)).length >= wrongAllowed) return "patience";
      if (linksLast > 0 && isSigned("link", id, token)) return undefined;
      countWrong(addressOf(request));
      return "link";
    },

    /** What opens this anomaly to whoever has it, for a time. */
    linkTo: (id: string): string => signed("link", id, linksLast),
    formToken: ({ session }: Visitor): string => signed("form", session, formsLast),

    /** @param secure the visitor's browser speaks TLS with nginx */
    cookies: ({ session, isNew }: Visitor, secure: boolean): string[] =>
      isNew ? [cookie(sessionCookie, session, secure)] : [],
  };
}

/** Not Strict: people come from a link in a mail, and their forms must know them then. */
export const cookie = (name: string, value: string, secure: boolean): string =>
  `${name}=${encodeURIComponent(value)}; Path=/anomalies; HttpOnly; SameSite=Lax; Max-Age=2592000${secure ? "; Secure" : ""}`;

function cookiesIn(header = ""): Map<string, string> {
  return new Map(
    header.split(";").flatMap((pair): [string, string][] => {
      const [name = "", value = ""] = pair.trim().split("=", 2);
      try {
        return [[name, decodeURIComponent(value)]];
      } catch {
        return [];
      }
    }),
  );
}

/** This machine itself, as at the end of a tunnel, on whatever port. */
const isHere = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);

/** In the same time, whatever differs. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
