import type { Text } from "../../../kit/model/text.ts";
import { terms } from "../../../kit/model/words.ts";
import { publicStateWords } from "../words.ts";
import type { Refusal } from "./guard.ts";

/** The fixed words of the pages; those of the sheet stand in ../words.ts. */
export const say = {
  anomalies: terms.anomalies,
  open: { fr: "En cours", en: "Open" },
  nothingOpen: { fr: "Rien en cours : tout va bien.", en: "Nothing is open: all is well." },
  closed: { fr: "Terminées", en: "Over" },
  nothingFound: { fr: "Aucune anomalie trouvée.", en: "No anomaly found." },
  search: { fr: "Chercher dans les anomalies terminées", en: "Search in what is over" },
  searchButton: { fr: "Chercher", en: "Search" },
  more: { fr: "Les suivantes", en: "The next ones" },
  report: { fr: "Signaler un problème", en: "Report a problem" },
  since: { fr: "depuis", en: "for" },
  sinceAt: terms.since,
  lasted: { fr: "a duré", en: "lasted" },
  takenBy: { fr: "prise par", en: "taken by" },
  taken: { fr: "prise en charge", en: "taken" },
  takenByNobody: { fr: "personne ne s'en occupe", en: "nobody takes care of it" },
  over: { fr: "l'alerte est terminée", en: "the alert is over" },
  back: { fr: "Toutes les anomalies", en: "All anomalies" },
  feel: { fr: "Ce que ressentent les visiteurs", en: "What visitors feel" },
  valueNow: { fr: "Valeur maintenant", en: "Value now" },
  valueThen: { fr: "À la détection", en: "At detection" },
  limit: terms.limit,
  noLongerFiring: { fr: "ne se déclenche plus", en: "no longer fires" },
  silenced: { fr: "L'alerte est en silence.", en: "The alert is silenced." },
  todo: terms.next,
  logs: { fr: "Ce que disent les journaux", en: "What the logs say" },
  allLogs: { fr: "Tout ce qu'ils disent de ce quart d'heure", en: "All that they say of that quarter of an hour" },
  noLines: { fr: "Aucune ligne.", en: "No lines." },
  linesCut: {
    fr: "Les premières lignes seulement : il y en a davantage.",
    en: "The first lines only: there are more.",
  },
  linesUnknown: { fr: "Les journaux ne répondent pas.", en: "The logs do not answer." },
  traces: { fr: "Les requêtes les plus lentes, pas à pas", en: "The slowest requests, step by step" },
  oneTrace: { fr: "Cette requête, pas à pas", en: "This request, step by step" },
  noTraces: { fr: "Aucune trace n'a été gardée.", en: "No trace was kept." },
  tracesUnknown: { fr: "Le magasin des traces ne répond pas.", en: "The store of traces does not answer." },
  moreSteps: { fr: "… et {count} autres étapes.", en: "… and {count} more steps." },
  failedStep: { fr: "en erreur", en: "failed" },
  curve: { fr: "La mesure autour du début", en: "The measurement around the beginning" },
  curveOf: {
    fr: "Mesure de {from} à {to}, entre {low} et {high}",
    en: "Measured from {from} to {to}, between {low} and {high}",
  },
  beginning: { fr: "début", en: "beginning" },
  fired: { fr: "alerte :", en: "alert:" },
  started: { fr: "démarrage ou déploiement :", en: "start or deploy:" },
  escalated: { fr: "escalade vers", en: "escalated to" },
  act: { fr: "Agir", en: "Act" },
  yourName: { fr: "Votre nom", en: "Your name" },
  take: { fr: "Je m'en occupe", en: "I take it" },
  takeOver: { fr: "Je prends le relais", en: "I take over" },
  takenMeanwhile: {
    fr: "{name} s'en occupe déjà depuis peu. Pour prendre le relais, envoyez encore une fois.",
    en: "{name} has just taken it. To take over, send it once more.",
  },
  noLonger: {
    fr: "Ce n'est plus possible : choisissez encore une fois.",
    en: "That is no longer possible: choose again.",
  },
  closedMeanwhile: {
    fr: "{name} a terminé cette anomalie entre-temps : rien n'a été changé. Une note peut encore être ajoutée.",
    en: "{name} has closed this anomaly meanwhile: nothing was changed. A note can still be added.",
  },
  overMeanwhile: {
    fr: "Cette anomalie est déjà terminée : rien n'a été changé. Une note peut encore être ajoutée.",
    en: "This anomaly is over already: nothing was changed. A note can still be added.",
  },
  tooLong: {
    fr: "C'est trop long : {most} caractères au plus, il y en a {many}.",
    en: "That is too long: {most} characters at most, there are {many}.",
  },
  reason: { fr: "Raison : ce qui a été fait", en: "Reason: what was done" },
  isResolved: { fr: "C'est réparé", en: "It is resolved" },
  isFalse: { fr: "Fausse alerte", en: "False alarm" },
  close: { fr: "Terminer", en: "Close it" },
  silence: terms.silence,
  silenceHint: {
    fr: "Plus aucun message de cette alerte jusque-là, et rien n'est réparé automatiquement ; l'anomalie reste en cours.",
    en: "No message of this alert until then, and nothing is repaired by itself; the anomaly stays open.",
  },
  oneHour: { fr: "1 heure", en: "1 hour" },
  fourHours: { fr: "4 heures", en: "4 hours" },
  thisMorning: { fr: "jusqu'à 8 h ce matin", en: "until 8:00 this morning" },
  tomorrow: { fr: "jusqu'à demain 8 h", en: "until tomorrow 8:00" },
  note: { fr: "Note", en: "Note" },
  addNote: { fr: "Ajouter la note", en: "Add the note" },
  notes: { fr: "Notes et suites", en: "Notes and what followed" },
  sheet: { fr: "Fiche complète", en: "The whole sheet" },
  sheetMissing: { fr: "La fiche ne peut pas être lue en ce moment.", en: "The sheet cannot be read at the moment." },
  savePostMortem: { fr: "Enregistrer l'analyse", en: "Save the post-mortem" },
  postMortemHint: {
    fr: "Ce qui est enregistré s'ajoute à la fiche.",
    en: "What you save is added to the sheet.",
  },
  lend: { fr: "Ouvrir à quelqu'un sans compte", en: "Open it to somebody without a login" },
  lendHint: {
    fr: "Ce lien ouvre cette anomalie, et elle seule, pendant {time} :",
    en: "This link opens this anomaly, and no other, for {time}:",
  },
  makeLink: { fr: "Créer un lien", en: "Make a link" },
  inOneLine: { fr: "En une ligne", en: "In one line" },
  send: { fr: "Envoyer", en: "Send" },
  optional: { fr: "facultatif", en: "optional" },
  noPersonalData: {
    fr: "Jamais de nom, d'adresse ni de téléphone d'un utilisateur : le numéro du ticket suffit.",
    en: "Never a user's name, address or telephone number: the ticket's number is enough.",
  },
  incomplete: { fr: "À compléter :", en: "Still to fill in:" },
  onCall: { fr: "De garde :", en: "On call:" },
  reported: {
    fr: "Merci : le problème est enregistré, il apparaît ci-dessous en moins d'une minute.",
    en: "Thank you: the problem is recorded and shows below within a minute.",
  },
  notYet: {
    fr: "Cette alerte n'a pas (encore) de fiche.",
    en: "This alert has no record (yet).",
  },
  notYetHint: {
    fr: "Une fiche arrive quelques secondes après le message ; rechargez la page. Les alertes d'escalade renvoient à la fiche d'origine.",
    en: "A record follows a message within seconds; reload the page. Alerts of escalation lead to the record that they are about.",
  },
  unknown: { fr: "Il n'y a pas d'anomalie de ce nom.", en: "There is no anomaly of that name." },
  notReady: {
    fr: "Les fiches sont en cours de lecture ; rechargez dans un instant.",
    en: "The records are being read; reload in a moment.",
  },
  failed: { fr: "Cela n'a pas pu être enregistré.", en: "That could not be recorded." },
  failedHint: {
    fr: "Rien n'est perdu : recommencez dans une minute.",
    en: "Nothing is lost: try again in a minute.",
  },
  perhapsHint: {
    fr: "Ou peut-être quand même : regardez avant de recommencer.",
    en: "Or perhaps it was: look before you send it again.",
  },
  waiting: { fr: "C'est transmis, mais pas encore enregistré.", en: "It was passed on, and is not recorded yet." },
  waitingHint: {
    fr: "L'endroit où sont les fiches fait attendre. Inutile de recommencer : ce sera fait dès que possible, sauf si le registre redémarre d'ici là. Jusque-là les appels continuent : prévenez vos collègues.",
    en: "The place where the records are makes us wait. There is no need to send it again: it will be done as soon as possible, unless the recorder starts anew before. Until then people are still called: tell your colleagues.",
  },
  missingName: {
    fr: "Dites votre nom, pour que les autres sachent qui s'en occupe.",
    en: "Give your name, so that the others know who takes care of it.",
  },
  missingText: { fr: "Écrivez d'abord ce qu'il faut retenir.", en: "Write first what is to be kept." },
  saved: { fr: "C'est enregistré.", en: "It is recorded." },
} satisfies Record<string, Text>;

export const refusals: Readonly<Record<Refusal, Text>> = {
  login: { fr: "Il faut se connecter pour voir cette page.", en: "Log in to see this page." },
  host: { fr: "Cette adresse n'est pas celle de ces pages.", en: "This is not the address of these pages." },
  origin: { fr: "Cette demande vient d'une autre page.", en: "This request comes from another page." },
  form: {
    fr: "Ce formulaire est trop ancien : revenez en arrière, rechargez la page et recommencez.",
    en: "This form is too old: go back, reload the page and try again.",
  },
  link: { fr: "Ce lien est faux ou n'est plus valable.", en: "This link is wrong or has expired." },
  patience: { fr: "Trop d'essais : attendez cinq minutes.", en: "Too many attempts: wait for five minutes." },
};

/** Of the form by which people tell the public. */
export const publicWords = {
  title: { fr: "Prévenir le public", en: "Tell the public" },
  readNow: { fr: "Le public lit :", en: "The public reads:" },
  services: { fr: "Ce que les visiteurs ressentent", en: "What visitors feel" },
  state: { fr: "À quel point", en: "How badly" },
  ...publicStateWords,
  french: { fr: "Ce qu'ils lisent en français", en: "What they read in French" },
  english: { fr: "Ce qu'ils lisent en anglais", en: "What they read in English" },
  hint: {
    fr: "Des mots simples, sans nom de machine ni de personne. Tout le monde peut le lire dans les minutes qui suivent.",
    en: "Plain words, without names of machines or people. Everybody can read it within minutes.",
  },
  publish: { fr: "Publier", en: "Publish" },
  unpublish: { fr: "Retirer de la page publique", en: "Take it off the public page" },
  incomplete: {
    fr: "Dites au moins un service, et le texte dans les deux langues.",
    en: "Name at least one service, and write the text in both languages.",
  },
} satisfies Record<string, Text>;

/** Of what repairs without a person. */
export const healingWords = {
  title: terms.selfHealing,
  allowed: { fr: "Autorisée, dans la mesure que fixe config/.", en: "Allowed, as far as config/ goes." },
  forbidden: { fr: "Interdite jusqu'au", en: "Forbidden until" },
  unreadable: {
    fr: "Rien n'est fait : un silence d'Alertmanager n'est pas compris ici, et pourrait l'interdire. Regardez-le dans Alertmanager.",
    en: "Nothing is done: a silence of Alertmanager is not understood here, and may forbid it. Look at it in Alertmanager.",
  },
  forbid: { fr: "L'interdire pour un temps", en: "Forbid it for a time" },
  allow: { fr: "L'autoriser de nouveau", en: "Allow it again" },
  hint: {
    fr: "Interdite, elle ne commence plus rien ; ce qui est en cours est encore vérifié. Pour une seule alerte, mettez celle-ci en silence.",
    en: "Forbidden, it begins nothing more; what is under way is still verified. For one alert alone, silence that one.",
  },
} satisfies Record<string, Text>;

/** What stands in a record of what was done on a page. */
export const remarks = {
  took: { fr: "s'en occupe", en: "takes it" },
  closed: { fr: "a terminé l'anomalie", en: "closed the anomaly" },
  silenced: { fr: "a mis l'alerte en silence jusqu'au", en: "silenced the alert until" },
  noted: { fr: "note", en: "notes" },
  analysed: { fr: "a complété l'analyse", en: "wrote the post-mortem" },
  published: { fr: "l'annonce au public", en: "tells the public" },
  unpublished: { fr: "ne montre plus rien au public", en: "shows the public nothing of it any more" },
  somebody: { fr: "Quelqu'un", en: "Somebody" },
} satisfies Record<string, Text>;

/** For instance `28 nov., 14:30`; with the year where it is another one. In Paris. */
export function moment(at: string | number | Date, locale: keyof Text, now: Date): string {
  const date = new Date(at);
  return date.toLocaleString(locale === "fr" ? "fr-FR" : "en-GB", {
    ...{ timeZone: "Europe/Paris", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    ...(date.getUTCFullYear() !== now.getUTCFullYear() && { year: "numeric" }),
  });
}
