import { showDashboard } from "./dashboard.ts";
import { element } from "./element.ts";
import type { Dashboard } from "./model.ts";
import { words } from "./words.ts";

/** What the server says of itself. */
interface About {
  readonly prometheus: string;
  readonly directory: string;
  readonly dashboards: readonly Dashboard[];
}

const about = (await (await fetch("/dashboards.json")).json()) as About;
const [first] = about.dashboards;
const uid = /^\/d\/([\w-]+)/.exec(location.pathname)?.[1] ?? first?.uid;
const dashboard = about.dashboards.find((one) => one.uid === uid) ?? first;
const shortTitle = ({ title }: Dashboard) => title.replace(/^[^·]+ · /, "");

const applied = (theme: string) => {
  document.documentElement.dataset.theme = theme;
};
const preferred = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
const parameters = new URLSearchParams(location.search);
applied(parameters.get("theme") ?? sessionStorage.getItem("theme") ?? preferred);

const toggle = element(
  "button",
  {
    type: "button",
    class: "theme",
    click: () => {
      const theme = document.documentElement.dataset.theme === "light" ? "dark" : "light";
      applied(theme);
      sessionStorage.setItem("theme", theme);
      document.dispatchEvent(new Event("redraw"));
    },
  },
  words.theme,
);

const tabs = about.dashboards.map((one) =>
  element("a", { href: `/d/${one.uid}`, "aria-current": one === dashboard ? "page" : undefined }, shortTitle(one)),
);
document.body.append(
  element("a", { class: "skip", href: "#panels" }, words.skip),
  element(
    "header",
    {},
    element(
      "p",
      { class: "notice" },
      element("strong", {}, words.preview),
      ` ${words.notGrafana} `,
      element("code", {}, about.prometheus),
    ),
    element("nav", { "aria-label": words.dashboards }, ...tabs, toggle),
  ),
);
if (dashboard === undefined) document.body.append(element("p", {}, words.none));
else {
  document.title = `${shortTitle(dashboard)} · ${words.preview}`;
  await showDashboard(dashboard, parameters);
}
