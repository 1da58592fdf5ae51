import path from "node:path";
import type { Log } from "../program/log.ts";
import { githubStore } from "./github/store.ts";
import { markdownStore } from "./markdown-store.ts";
import type { Seal } from "./seal.ts";
import { credentialsOf, type StoreSettings } from "./settings.ts";
import type { Store } from "./store.ts";

/** The store that the settings name. @param seal of the recorder itself; others only look and speak. @throws Mistake */
export async function storeOf(settings: StoreSettings, stop: AbortSignal, log: Log, seal?: Seal): Promise<Store> {
  const { repository, directory, locale } = settings;
  if (repository === undefined) return markdownStore({ directory: path.resolve(directory), locale }, log) as Store;
  const [owner = "", repo = ""] = repository.split("/");
  const [url, haste] = [settings["github-url"], settings["github-haste"]];
  return githubStore(
    { ...{ owner, repo, url, haste, stop, locale, ...(seal && { seal }) }, credentials: await credentialsOf(settings) },
    log,
  ) as Store;
}
