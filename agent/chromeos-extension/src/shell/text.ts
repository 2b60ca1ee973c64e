// Every visible string, by its key in `_locales`. Never builds a sentence from pieces.
import type english from "../../static/_locales/en/messages.json";

export type TextKey = keyof typeof english;

/** The text in the browser's language; `values` take the place of $1, $2 … */
export function text(key: TextKey, ...values: string[]): string {
  return chrome.i18n.getMessage(key, values);
}

/** The text of a key that came from elsewhere; the key itself where there is none. */
export function textOf(key: string, ...values: string[]): string {
  return chrome.i18n.getMessage(key, values) || key;
}

/** Fills in what the page's markup names by `data-text`, `data-placeholder` and `data-label`. */
export function translate(page: Document): void {
  page.documentElement.lang = chrome.i18n.getUILanguage();
  for (const element of page.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = textOf(element.dataset.text ?? "");
  }
  for (const field of page.querySelectorAll<HTMLInputElement>("[data-placeholder]")) {
    field.placeholder = textOf(field.dataset.placeholder ?? "");
  }
}

/** The element of the page with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element \`${id}\``);
  return element as T;
}
