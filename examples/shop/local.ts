import path from "node:path";
import type { LocalPlatform } from "../../kit/lab/run.ts";
import { shop } from "./platform.ts";

const service = path.join(import.meta.dirname, "service.ts");

/** `npm start -- --platform examples/shop` */
export const local: LocalPlatform = {
  platform: shop,
  environment: "production",
  programs: { shop: service, postgres: service },
};
