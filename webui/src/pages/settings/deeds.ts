// The words for the deeds of the audit log. One that this page does not know is shown as the controller wrote it.
import type { Deed } from "../../api/settings";
import { en, type Key } from "../../i18n/catalog";

/** The words of a deed; absent where there are none. */
export function wordOf(action: string): Key | undefined {
  const key = `deed.${action}`;
  return key in en ? (key as Key) : undefined;
}

/** The run that a deed was done to, where it can still be there. */
export function runOf({ action, object }: Pick<Deed, "action" | "object">): string | undefined {
  const about = /^(run\.(upload|edit)|share\.)/.test(action);
  return about ? object.split("/")[0] || undefined : undefined;
}
