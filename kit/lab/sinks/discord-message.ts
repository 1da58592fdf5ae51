import { z } from "zod";

/**
 * Discord's limits on a webhook message, inclusive; surrounding white space is trimmed.
 * https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 * https://discord.com/developers/docs/resources/webhook#execute-webhook
 *
 * Texts are measured in UTF-16 code units. Discord says code points (https://github.com/discord/discord-api-docs/issues/1315)
 * but was seen to refuse emoji well before that (https://github.com/go-gitea/gitea/pull/34084): code units are on the safe side
 * of both, so a text that passes here passes there.
 */
export const DISCORD_LIMITS = {
  content: 2000,
  username: 80,
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  author: 256,
  /** title, description, field names and values, footer and author name of all embeds of a message together */
  allEmbeds: 6000,
  color: 0xffffff,
  bodyBytes: 8 * 1024 * 1024,
} as const;

/** The params of a refinement name the error code that Discord answers with; other issues get theirs by their kind. */
const answering = (code: string, error: string) => ({ error, params: { code } });

/** Not zod's `max`, which measures code points. */
const upTo = (longest: number) =>
  [
    (value: string) => value.length <= longest,
    answering("BASE_TYPE_MAX_LENGTH", `Must be ${longest} or fewer in length.`),
  ] as const;

const text = (longest: number) =>
  z
    .string()
    .trim()
    .refine(...upTo(longest));
const optionalText = (longest: number) =>
  text(longest)
    .nullish()
    .transform((value) => value ?? "");
const requiredText = (longest: number) =>
  text(longest).refine((value) => value !== "", answering("BASE_TYPE_REQUIRED", "This field is required"));

const requiredAddress = z
  .string()
  .refine((value) => URL.canParse(value), {
    ...answering("URL_TYPE_INVALID_URL", "Not a well formed URL."),
    abort: true,
  })
  .refine(
    (value) => ["http:", "https:"].includes(new URL(value).protocol),
    answering("URL_TYPE_INVALID_SCHEME", "Scheme is not one of ('http', 'https')."),
  );
const webAddress = requiredAddress.nullish();

/** Words that no username contains: https://discord.com/developers/docs/resources/user#usernames-and-nicknames */
const without = (word: string) =>
  [
    (name: string) => !name.toLowerCase().includes(word),
    answering("USERNAME_INVALID_CONTAINS", `Username cannot contain "${word}"`),
  ] as const;

const field = z.object({
  name: requiredText(DISCORD_LIMITS.fieldName),
  value: requiredText(DISCORD_LIMITS.fieldValue),
  inline: z.boolean().nullish(),
});

const image = z.object({ url: requiredAddress }).nullish();

const embed = z
  .object({
    title: optionalText(DISCORD_LIMITS.title),
    description: optionalText(DISCORD_LIMITS.description),
    url: webAddress,
    color: z.int().min(0).max(DISCORD_LIMITS.color).nullish(),
    timestamp: z.iso.datetime({ offset: true }).nullish(),
    fields: z
      .array(field)
      .max(DISCORD_LIMITS.fields)
      .nullish()
      .transform((fields) => fields ?? []),
    footer: z.object({ text: requiredText(DISCORD_LIMITS.footer), icon_url: webAddress }).nullish(),
    author: z.object({ name: requiredText(DISCORD_LIMITS.author), url: webAddress, icon_url: webAddress }).nullish(),
    image,
    thumbnail: image,
  })
  .refine(
    (it) => it.title || it.description || it.fields.length || it.footer || it.author || it.image || it.thumbnail,
    answering("LIST_ITEM_VALUE_REQUIRED", "List item values of ModelType are required"),
  );

/** One embed as Discord shows it: texts are trimmed, and empty where the sender left them out. */
export type DiscordEmbed = z.output<typeof embed>;

/** The body of `POST /api/webhooks/<id>/<token>`, as far as Alertmanager and this project use it. */
export const discordBody = z.object({
  content: z
    .string()
    .refine(...upTo(DISCORD_LIMITS.content))
    .nullish()
    .transform((value) => value ?? ""),
  username: z
    .string()
    .trim()
    .refine(
      (name) => name.length >= 1 && name.length <= DISCORD_LIMITS.username,
      answering("BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${DISCORD_LIMITS.username} in length.`),
    )
    .refine(...without("discord"))
    .refine(...without("clyde"))
    .nullish(),
  avatar_url: webAddress,
  embeds: z
    .array(embed)
    .max(DISCORD_LIMITS.embeds)
    .refine(
      (embeds) => embeds.reduce((sum, one) => sum + charactersOf(one), 0) <= DISCORD_LIMITS.allEmbeds,
      answering("MAX_EMBED_SIZE_EXCEEDED", `Embed size exceeds maximum size of ${DISCORD_LIMITS.allEmbeds}`),
    )
    .nullish()
    .transform((embeds) => embeds ?? []),
});

export type DiscordBody = z.output<typeof discordBody>;

function charactersOf(one: DiscordEmbed): number {
  const texts = [one.title, one.description, one.footer?.text ?? "", one.author?.name ?? ""];
  for (const { name, value } of one.fields) texts.push(name, value);
  return texts.reduce((sum, value) => sum + value.length, 0);
}
