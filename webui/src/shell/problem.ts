// Why a sign-in by a provider came to nothing, by the word in the address that the controller sends the reader to.
import type { Key } from "../i18n/catalog";
import { en } from "../i18n/catalog";

/** The key of its sentence; absent for a word that the controller does not use. */
export function problemKey(word: string | null): Key | undefined {
  const key = `signin.problem.${word ?? ""}`;
  return Object.hasOwn(en, key) ? (key as Key) : undefined;
}
