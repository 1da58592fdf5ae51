/**
 * The query of the page that follows, by an answer's header `Link`; undefined on the last one. A page may hold fewer than
 * were asked for, so that nothing else says where a list ends. The address itself is not used: it may lead elsewhere.
 * https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function nextOf(link: string | undefined): Record<string, string> | undefined {
  const [, address] = /<([^>]*)>;\s*rel="?next"?/.exec(link ?? "") ?? [];
  return address && URL.canParse(address) ? Object.fromEntries(new URL(address).searchParams) : undefined;
}
