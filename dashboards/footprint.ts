import { dashboard, row } from "../kit/model/dashboard.ts";
import { figure, graph } from "../kit/model/panel.ts";
import { carbon, carbonPerRequest, carbonPerUser, power } from "../signals/footprint.ts";

export const footprint = dashboard("footprint", {
  title: { fr: "Énergie et empreinte", en: "Energy and footprint" },
  about: {
    fr: "Combien d'énergie et de CO2 la plateforme coûte-t-elle, par requête et par utilisateur ? Des estimations, dont la formule est dans chaque panneau.",
    en: "How much energy and CO2 does the platform cost, a request and a user? Estimates, with their formula in each panel.",
  },
  readers: {
    fr: "Direction et développeur principal, avec le rapport mensuel.",
    en: "The management and the lead developer, with the monthly report.",
  },
  since: "1d",
  rows: [
    row({ fr: "La machine", en: "The machine" }, [figure(power), figure(carbon)], [graph(power), graph(carbon)]),
    row({ fr: "Ce qu'elle sert", en: "What it serves" }, [graph(carbonPerRequest), graph(carbonPerUser)]),
  ],
});
