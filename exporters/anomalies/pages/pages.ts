import { unitNamed } from "../../../kit/model/unit.ts";
import type { Log } from "../../program/log.ts";
import type { PageAnswer, PageRequest } from "../../program/serve.ts";
import { type Anomaly, beginningOf, currentEpisode, isOpen, symptomsOf } from "../anomaly.ts";
import type { History } from "../history.ts";
import { inTime, later, type Patience, usualPatience } from "../in-time.ts";
import type { Lines } from "../lines.ts";
import type { Recorder } from "../recorder.ts";
import type { Locale } from "../sheet.ts";
import { Failed } from "../store.ts";
import type { Traces } from "../traces.ts";
import { announce, fulfil } from "./acts.ts";
import type { Alerts } from "./alertmanager.ts";
import { anomaliesPage } from "./anomalies-page.ts";
import { anomalyPage, type Known } from "./anomaly-page.ts";
import { linesAround, tracesAround } from "./around.ts";
import { graph } from "./graph.ts";
import { cookie, type Guard, longestName, nameCookie, type Refusal, type Visitor } from "./guard.ts";
import type { Healing } from "./healing.ts";
import { html } from "./html.ts";
import { page, redirect } from "./layout.ts";
import { announcementIn } from "./public-form.ts";
import { quietUntil } from "./quiet.ts";
import { filledIn, reportPage } from "./report-page.ts";
import { publicWords, refusals, remarks, say } from "./words.ts";

interface PagesOptions {
  readonly recorder: Pick<Recorder, "anomalies" | "ready" | "act" | "read" | "report">;
  readonly guard: Guard;
  readonly alerts?: Alerts | undefined;
  readonly healing?: Healing | undefined;
  readonly history?: History | undefined;
  readonly lines?: Lines | undefined;
  readonly traces?: Traces | undefined;
  readonly locale: Locale;
  /** Of this recorder, for reports by hand. */
  readonly environment: string;
  readonly log: Log;
  /** Who is on call by turns at an instant, for people; empty when nobody is. */
  readonly onCall?: (at: Date) => string;
  readonly now?: () => Date;
  /** For tests, which wait less. */
  readonly patience?: Patience;
}

/** Below it stands everything that people see; nginx passes it as it is, so that a tunnel shows the same. */
export const below = "/anomalies";

/** ms around an anomaly's beginning that its graph and its timeline show. */
const around = { before: 60 * 60_000, after: 3 * 60 * 60_000, causes: 15 * 60_000 } as const;

const statusOfRefusal: Readonly<Record<Refusal, number>> = {
  ...{ login: 401, host: 421, origin: 403, form: 403, link: 403, patience: 429 },
};

/** The recorder's pages for people. A GET changes nothing; every POST shows a token of its form. */
export function pagesOf(options: PagesOptions): { below: string; answer(request: PageRequest): Promise<PageAnswer> } {
  const {
    recorder,
    guard,
    alerts,
    healing,
    history,
    lines,
    traces,
    locale,
    environment,
    log,
    onCall = () => "",
    now = () => new Date(),
    patience = usualPatience,
  } = options;
  const refuse = (refusal: Refusal): PageAnswer =>
    message(refusals[refusal][locale], statusOfRefusal[refusal], refusal === "login" ? undefined : "");
  const message = (title: string, status: number, hint = ""): PageAnswer =>
    page({ locale, title, status, alone: status === 403 || status === 401 }, html`<h1>${title}</h1><p>${hint}</p>`);
  const find = (id: string) => recorder.anomalies.find((one) => one.id === id);

  const known = async (anomaly: Anomaly): Promise<Known> => {
    const { closedAt } = currentEpisode(anomaly);
    const [began, clock] = [beginningOf(anomaly).getTime(), now()];
    const end = new Date(Math.min(clock.getTime(), closedAt ? Date.parse(closedAt) : clock.getTime()));
    const until = new Date(
      Math.min(clock.getTime(), Math.max(began + around.after / 3, end.getTime()), began + around.after),
    );
    const from = new Date(began - around.causes);
    const [reading, live, samples, fired, restarts, escalations, said, titles] = await Promise.all([
      inTime(
        recorder.read(anomaly.id).catch(() => undefined),
        patience.show,
      ),
      isOpen(anomaly) ? alerts?.now(anomaly) : undefined,
      history?.samples(anomaly, new Date(began - around.before), until),
      history?.alerts(anomaly, from, end),
      history?.restarts(anomaly, from, end),
      history?.escalations(anomaly, from, end),
      lines?.explaining(anomaly, clock),
      history?.titles(),
    ]);
    return {
      ...{
        anomaly,
        reading: reading === later ? undefined : reading,
        now: live,
        alerts: fired ?? [],
        restarts: restarts ?? [],
        escalations: escalations ?? [],
      },
      ...{ lines: said, traced: traces !== undefined },
      symptoms: symptomsOf({ ...anomaly, called: { ...anomaly.called, ...(titles && Object.fromEntries(titles)) } }),
      graph: samples && graph(samples, { beginning: began, unit: unitNamed(anomaly.unit), locale, now: clock }),
      earlier: anomaly.earlier.flatMap((id) => find(id) ?? []),
    };
  };

  /** @returns what to do about it */
  const told = (error: unknown): string => {
    if (!(error instanceof Failed)) throw error;
    log.warn("what somebody did on a page failed", { operation: error.operation, remedy: error.remedy });
    return (error.certain ? say.failedHint : say.perhapsHint)[locale];
  };
  const failed = (error: unknown): PageAnswer => message(say.failed[locale], 503, told(error));

  const waiting = (): PageAnswer => message(say.waiting[locale], 202, say.waitingHint[locale]);

  interface Place {
    readonly at: string;
    readonly alone: boolean;
  }
  const show = async (
    { url }: PageRequest,
    visitor: Visitor,
    anomaly: Anomaly,
    { at, alone }: Place,
    after: { wrong?: string; link?: string; sent?: URLSearchParams } = {},
  ): Promise<PageAnswer> =>
    anomalyPage(await known(anomaly), {
      ...{
        locale,
        at,
        alone,
        clock: now(),
        name: after.sent?.get("name") || visitor.name,
        knownByLogin: visitor.knownByLogin,
        ...after,
      },
      token: guard.formToken(visitor),
      linksLast: guard.linksLast,
      canSilence: alerts !== undefined,
      onCall: onCall(now()),
      saved: url.searchParams.has("saved"),
    });

  const actOn = async (request: PageRequest, visitor: Visitor, anomaly: Anomaly, place: Place): Promise<PageAnswer> => {
    const { form, headers } = request;
    const said = (field: string) => (form.get(field) ?? "").trim();
    const by = nameOf(request, visitor);
    if (said("act") === "link" && guard.linksLast > 0 && !place.alone) {
      const origin = `${isSecure(request) ? "https" : "http"}://${headers.host}`;
      const link = `${origin}${below}/shared/${anomaly.id}/${guard.linkTo(anomaly.id)}`;
      return show(request, visitor, anomaly, place, { link });
    }
    const wish = {
      ...{ act: said("act"), by, text: said("text") },
      cause: said("cause"),
      prevention: said("prevention"),
      seen: form.get("seen") ?? undefined,
    };
    const tellPublic = async () => {
      const announcement = wish.act === "publish" ? announcementIn(form) : undefined;
      if (wish.act === "publish" && announcement === undefined) return publicWords.incomplete[locale];
      return announce(anomaly, announcement, by, { recorder, locale });
    };
    try {
      const done = ["publish", "unpublish"].includes(wish.act)
        ? tellPublic()
        : fulfil(anomaly, wish, { recorder, alerts, locale }, now());
      const wrong = await inTime(done, patience.act);
      if (wrong === later) return waiting();
      if (wrong !== undefined) return await show(request, visitor, anomaly, place, { wrong, sent: form });
    } catch (error) {
      const wrong = `${say.failed[locale]} ${told(error)}`;
      return { ...(await show(request, visitor, anomaly, place, { wrong, sent: form })), status: 503 };
    }
    return remembering(redirect(`${place.at}?saved`), request, visitor, by);
  };

  const report = async (request: PageRequest, visitor: Visitor): Promise<PageAnswer> => {
    const asked = { locale, name: visitor.name, token: guard.formToken(visitor), environment };
    if (request.method !== "POST") return reportPage(asked);
    const filled = filledIn(request.form, locale);
    if (filled.missing.length > 0) return reportPage({ ...asked, filled });
    try {
      const done = await inTime(recorder.report(filled.title, filled.answers), patience.act);
      if (done === later) return waiting();
    } catch (error) {
      return failed(error);
    }
    return redirect(`${below}/?reported`);
  };

  /** Forbids what repairs without a person, or allows it again. */
  const steerHealing = async (request: PageRequest, visitor: Visitor, steered: Healing): Promise<PageAnswer> => {
    const act = request.form.get("act") ?? "";
    const by = nameOf(request, visitor);
    const until = quietUntil(act, "forbid", now());
    if (until === undefined && act !== "allow") return message(say.noLonger[locale], 400);
    try {
      if (until) await steered.forbid(until, by || remarks.somebody[locale], now());
      else await steered.allow();
    } catch (error) {
      return failed(error);
    }
    log.info("somebody used the switch of self-healing", { act });
    return remembering(redirect(`${below}/?saved`), request, visitor, by);
  };

  const route = async (request: PageRequest, visitor: Visitor): Promise<PageAnswer> => {
    const { url, method } = request;
    const [place = "", id = "", key = ""] = url.pathname.slice(below.length + 1).split("/");
    if (place === "shared") {
      const refusal = guard.linkRefusal(request, id, key);
      const anomaly = find(id);
      if (refusal || !anomaly) return refuse(refusal ?? "link");
      const shared = { at: `${below}/shared/${id}/${key}`, alone: true };
      return method === "POST" ? actOn(request, visitor, anomaly, shared) : show(request, visitor, anomaly, shared);
    }
    if (!guard.isIn(visitor, request)) return refuse("login");
    if (place === "report" && id === "") return report(request, visitor);
    if (place === "healing" && healing && method === "POST") return steerHealing(request, visitor, healing);
    if (place === "alerts") {
      const recorded = recorder.anomalies.findLast(({ alerts }) => id !== "" && Object.hasOwn(alerts, id));
      const further = key === "lines" ? "/lines" : "";
      return recorded
        ? redirect(`${below}/${recorded.id}${further}`)
        : message(say.notYet[locale], 404, say.notYetHint[locale]);
    }
    if (place === "" && method !== "POST")
      return anomaliesPage({
        ...{ anomalies: recorder.anomalies, locale, now: now(), name: visitor.name },
        search: (url.searchParams.get("q") ?? "").trim().slice(0, 200),
        page: Math.max(0, Math.min(10_000, Math.trunc(Number(url.searchParams.get("page"))) || 0)),
        ...{ reported: url.searchParams.has("reported"), saved: url.searchParams.has("saved") },
        ...{ knownByLogin: visitor.knownByLogin, token: guard.formToken(visitor), healing: await healing?.now() },
        onCall: onCall(now()),
      });
    const anomaly = find(place.toUpperCase());
    if (anomaly && key === "") {
      const asked = { anomaly, url, locale, name: visitor.name, clock: now() };
      if (lines && id === "lines") return linesAround(asked, lines, traces !== undefined);
      if (traces && id === "traces") return tracesAround(asked, traces);
    }
    if (!anomaly || id !== "") return message(say.unknown[locale], 404);
    const own = { at: `${below}/${anomaly.id}`, alone: false };
    return method === "POST" ? actOn(request, visitor, anomaly, own) : show(request, visitor, anomaly, own);
  };

  return {
    below,
    answer: async (request) => {
      const { method, url } = request;
      if (!["GET", "HEAD", "POST"].includes(method))
        return { status: 405, headers: { allow: "GET, HEAD, POST" }, body: "" };
      if (url.pathname === "/" || url.pathname === below) return redirect(`${below}/`);
      const visitor = guard.visitorOf(request);
      const refusal = guard.refusal(request, visitor);
      if (refusal) return refuse(refusal);
      if (!recorder.ready) return message(say.notReady[locale], 503);
      return withCookies(await route(request, visitor), guard.cookies(visitor, isSecure(request)));
    },
  };
}

/** Whoever sends a form: their login, else what they call themselves. */
const nameOf = ({ form }: PageRequest, visitor: Visitor): string =>
  (visitor.knownByLogin ? visitor.name : (form.get("name") ?? "").trim()).slice(0, longestName);

/** The name that they gave stands in their next form. */
function remembering(answer: PageAnswer, request: PageRequest, { knownByLogin }: Visitor, by: string): PageAnswer {
  if (knownByLogin || by === "") return answer;
  return withCookies(answer, [cookie(nameCookie, by, isSecure(request))]);
}

/** nginx speaks TLS with the browser, and plainly with us. */
const isSecure = ({ headers }: PageRequest): boolean => headers["x-forwarded-proto"] === "https";

function withCookies(answer: PageAnswer, cookies: readonly string[]): PageAnswer {
  if (cookies.length === 0) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "set-cookie": [answer.headers?.["set-cookie"] ?? [], cookies].flat() },
  };
}
