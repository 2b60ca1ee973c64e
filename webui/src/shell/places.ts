// The pages that the header leads to, in its order.
import type { Key } from "../i18n/catalog";

/** A link of the header. */
export interface Place {
  path: string;
  name: Key;
  /** Only for who is signed in. */
  known?: boolean;
  /** Addresses of this page's own pages, where they begin otherwise. */
  also?: string;
}

export const PLACES: readonly Place[] = [
  { path: "/runs", name: "app.runs" },
  { path: "/schedules", name: "app.schedules", known: true, also: "/suites" },
  { path: "/settings", name: "app.settings", known: true },
];

/** Whether the page at `path` belongs to this place. */
export function leadsTo(place: Place, path: string): boolean {
  const roots = place.also ? [place.path, place.also] : [place.path];
  return roots.some((root) => path === root || path.startsWith(`${root}/`));
}
