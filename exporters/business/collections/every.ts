import type { Source } from "../figures.ts";
import { announcements } from "./announcements.ts";
import { associations } from "./associations.ts";
import { favorites } from "./favorites.ts";
import { support } from "./support.ts";
import { users } from "./users.ts";

/** Every collection that figures are made of. */
export const sources: readonly Source[] = [users, announcements, associations, favorites, support];
