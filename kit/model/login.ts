import { anyLine, type Secret, secret } from "./secret.ts";

/** Who asks each other within the monitoring, and who not: Prometheus and Alertmanager ask for a password. */
export type Guarded = "prometheus" | "alertmanager";

/** As whom the monitoring's own programs, and its operators, ask them. */
export const loginName = "monitoring";

const password = (part: Guarded, title: string): Secret =>
  secret(`${part}-password`, {
    what: `what opens ${title} for the monitoring's own programs and its operators (user ${loginName})`,
    ...anyLine,
    generated: true,
  });

/** What opens each, in the directory of each program that asks it. */
export const passwords: Readonly<Record<Guarded, Secret>> = {
  prometheus: password("prometheus", "Prometheus"),
  alertmanager: password("alertmanager", "Alertmanager"),
};

export const isGuarded = (job: string): job is Guarded => job === "prometheus" || job === "alertmanager";

/** The address with its login in it, for {@link fetchAs}. */
export function loggedIn(address: string, password: string, name: string = loginName): string {
  const url = new URL(address);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  return url.href.replace(/\/$/, "");
}

/** As `fetch`, for an address that may carry its login: `fetch` itself refuses such a one. */
export function fetchAs(address: string, init: RequestInit = {}): Promise<Response> {
  const url = new URL(address);
  if (url.username === "") return fetch(url, init);
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  const headers = new Headers(init.headers);
  headers.set("authorization", `Basic ${Buffer.from(login).toString("base64")}`);
  return fetch(url, { ...init, headers });
}
