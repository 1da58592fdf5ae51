type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void) | undefined>>;

/** An element of the page: text is text, never markup. A function is a listener for the event of its name. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") created.addEventListener(key, value);
    else if (value === true) created.setAttribute(key, "");
    else if (key === "style") created.style.cssText = String(value);
    else if (value !== undefined && value !== false) created.setAttribute(key, value);
  }
  created.append(...children);
  return created;
}
