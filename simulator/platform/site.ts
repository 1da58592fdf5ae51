import { randomBytes } from "node:crypto";
import type { WebAnswer } from "./web.ts";

/** What a browser asks of the site. */
interface SiteRequest {
  readonly method: string;
  readonly path: string;
  /** The fields of a form, or of the address. */
  readonly fields: URLSearchParams;
  readonly cookie: string;
}

interface SiteAnswer extends Omit<WebAnswer, "durationSeconds"> {
  readonly headers: Readonly<Record<string, string>>;
}

/** How visitors' way through the site can be broken. */
export const siteFaults = [
  "search-empty",
  "search-failing",
  "announcement-missing",
  "sign-in-refused",
  "sign-in-failing",
  "session-lost",
  "registration-failing",
  "registration-forgotten",
  "button-missing",
  "ticket-lost",
  "site-hanging",
] as const;
export type SiteFault = (typeof siteFaults)[number];

interface SiteOptions {
  /** The only account that can sign in. */
  readonly account: { readonly email: string; readonly password: string };
  readonly broken: (fault: SiteFault) => boolean;
}

const announcements = [
  { id: "64f8a1b2c3d4e5f601234567", name: "Collecte alimentaire" },
  { id: "64f8a1b2c3d4e5f601234568", name: "Collecte de vêtements" },
  { id: "64f8a1b2c3d4e5f601234569", name: "Nettoyage des berges" },
] as const;

/**
 * The pages on which visitors search, sign in and register, with the words and roles that the journeys look for. It remembers who is
 * signed in and registered, as the real one does, also when a journey is killed.
 */
export function createSite({ account, broken }: SiteOptions) {
  const sessions = new Set<string>();
  const registered = new Set<string>();
  const failing = page("Erreur", "<h1>Une erreur est survenue</h1>", 500);

  const handle = ({ method, path, fields, cookie }: SiteRequest): SiteAnswer | undefined => {
    if (broken("site-hanging")) return undefined;
    const session = /session=([0-9a-f]+)/.exec(cookie)?.[1] ?? "";
    const isIn = sessions.has(session) && !broken("session-lost");
    if (path === "/") return page("Benevoclic", `<h1>Trouvez une mission</h1>${searchForm}`);
    if (path === "/recherche") {
      if (broken("search-failing")) return failing;
      const wanted = (fields.get("q") ?? "").toLowerCase();
      const found = broken("search-empty")
        ? []
        : announcements.filter(({ name }) => name.toLowerCase().includes(wanted));
      const lines = found.map(({ id, name }) => `<li><a href="/annonces/${id}">${name}</a></li>`);
      return page("Recherche", `<h1>Résultats</h1>${searchForm}<ul>${lines.join("")}</ul>`);
    }
    if (path === "/connexion" && method === "POST") {
      if (broken("sign-in-failing")) return failing;
      const right = fields.get("email") === account.email && fields.get("password") === account.password;
      if (!right || broken("sign-in-refused"))
        return page("Connexion", `<p role="alert">Identifiants incorrects</p>${signInForm}`, 401);
      const fresh = randomBytes(16).toString("hex");
      sessions.add(fresh);
      return {
        status: 303,
        body: "",
        headers: { location: "/espace", "set-cookie": `session=${fresh}; HttpOnly; Path=/` },
      };
    }
    if (path === "/connexion") return page("Connexion", `<h1>Connexion</h1>${signInForm}`);
    if (path === "/espace")
      return isIn
        ? page("Mon espace", `<h1>Mon espace</h1><p data-personal>${account.email}</p>`)
        : redirect("/connexion");
    if (path === "/assistance") {
      if (!isIn) return redirect("/connexion");
      const sent =
        method === "POST" && !broken("ticket-lost") ? `<p role="status">Votre demande est enregistrée.</p>` : "";
      return page("Assistance", `<h1>Assistance</h1>${sent}${ticketForm}`);
    }
    const [, id = "", act = ""] = /^\/annonces\/([0-9a-f]{24})(?:\/(inscription|retrait))?$/.exec(path) ?? [];
    const announcement = announcements.find((one) => one.id === id);
    if (announcement === undefined || broken("announcement-missing"))
      return page("Page introuvable", "<h1>Cette page n'existe pas.</h1>", 404);
    if (method === "POST") {
      if (!isIn) return redirect("/connexion");
      if (broken("registration-failing")) return failing;
      if (act === "inscription" && !broken("registration-forgotten")) registered.add(id);
      if (act === "retrait") registered.delete(id);
      return redirect(`/annonces/${id}`);
    }
    const [to, word] = registered.has(id) ? ["retrait", "Se désinscrire"] : ["inscription", "S'inscrire"];
    const button =
      isIn && !broken("button-missing")
        ? `<form method="post" action="/annonces/${id}/${to}"><button>${word}</button></form>`
        : "";
    return page(announcement.name, `<h1>${announcement.name}</h1><p>Bénévoles : ${registered.size} / 30</p>${button}`);
  };
  return { handle, registered };
}

const searchForm = `<form action="/recherche"><label>Rechercher une mission <input type="search" name="q"></label><button>Rechercher</button></form>`;
const signInForm = `<form method="post" action="/connexion"><label>Adresse e-mail <input name="email" type="email"></label>
<label>Mot de passe <input name="password" type="password"></label><button>Se connecter</button></form>`;

const ticketForm = `<form method="post" action="/assistance"><label>Votre message <textarea name="message"></textarea></label><button>Envoyer</button></form>`;

const redirect = (location: string): SiteAnswer => ({ status: 303, body: "", headers: { location } });

function page(title: string, content: string, status = 200): SiteAnswer {
  const body = `<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"></head><body><main>${content}</main></body></html>
`;
  return { status, body, headers: { "content-type": "text/html; charset=utf-8" } };
}
