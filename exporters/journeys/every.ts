import { type Journey, step, type Way } from "./journey.ts";

/** Elements are found as visitors find them: by their role and name, in French. */
const open = step("open", "Ouvrir le site", "Open the site", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("searchbox", { name: "Rechercher une mission" }).waitFor();
});

const search = step("search", "Chercher une annonce", "Search an announcement", async ({ page }) => {
  await page.getByRole("searchbox", { name: "Rechercher une mission" }).fill("collecte");
  await page.getByRole("button", { name: "Rechercher" }).click();
  await page.getByRole("main").getByRole("link").first().waitFor();
});

const read = step("read", "Lire une annonce", "Read an announcement", async ({ page }) => {
  await page.getByRole("main").getByRole("link").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("Bénévoles").first().waitFor();
});

const signIn = step("sign-in", "Se connecter", "Sign in", async ({ page, account }) => {
  const { email, password } = account();
  await page.goto("/connexion");
  await page.getByLabel("Adresse e-mail").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.getByRole("heading", { name: "Mon espace" }).waitFor();
});

const buttonOf = ({ page }: Way, name: string) => page.getByRole("button", { name, exact: true });

const register = step("register", "S'inscrire", "Register", async (way) => {
  await way.page.goto(way.announcement);
  await buttonOf(way, "S'inscrire").click();
  await buttonOf(way, "Se désinscrire").waitFor();
});

const unregister = step("unregister", "Se désinscrire", "Unregister", async (way) => {
  await buttonOf(way, "Se désinscrire").click();
  await buttonOf(way, "S'inscrire").waitFor();
});

const sendTicket = step("send-ticket", "Écrire au support", "Write to the support", async (way) => {
  await way.page.goto("/assistance");
  await way.page.getByLabel("Votre message").fill("Parcours de contrôle : cette demande peut être close.");
  await buttonOf(way, "Envoyer").click();
  await way.page.getByRole("status").filter({ hasText: "enregistrée" }).waitFor();
});

/** A registration that was left: by this run where it failed, or by one that was killed. */
const takeBack = step("take-back", "Reprendre ce qui est resté", "Take back what was left", async (way) => {
  await way.page.goto(way.announcement);
  await buttonOf(way, "S'inscrire").or(buttonOf(way, "Se désinscrire")).waitFor();
  if (await buttonOf(way, "Se désinscrire").isVisible()) await unregister.walk(way);
});

export const journeys: readonly Journey[] = [
  { name: "search", title: { fr: "Chercher une annonce", en: "Search an announcement" }, steps: [open, search, read] },
  { name: "sign-in", title: { fr: "Se connecter", en: "Sign in" }, steps: [open, signIn] },
  {
    name: "register",
    title: { fr: "S'inscrire à une annonce et se désinscrire", en: "Register for an announcement and unregister" },
    steps: [signIn, register, unregister],
    cleanUp: [signIn, takeBack],
  },
  {
    name: "ticket",
    title: { fr: "Écrire au support", en: "Write to the support" },
    steps: [signIn, sendTicket],
    // Somebody reads and closes each of them.
    byHand: true,
  },
];

/** Those that are walked again and again. */
export const roundTrips: readonly Journey[] = journeys.filter(({ byHand }) => byHand !== true);
