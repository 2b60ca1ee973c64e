// The pages that the header leads to, in its order.
import type { ComponentType } from "react";

import type { Key } from "../i18n/catalog";
import { OpenAlerts } from "./open_alerts";

/** A link of the header. */
export interface Place {
  path: string;
  name: Key;
  /** Only for who is signed in. */
  known?: boolean;
  /** What stands beside its name. */
  Badge?: ComponentType;
}

export const PLACES: readonly Place[] = [
  { path: "/runs", name: "app.runs" },
  { path: "/alerts", name: "alerts.title", known: true, Badge: OpenAlerts },
  { path: "/settings", name: "app.settings", known: true },
];

/** Whether the page at `path` belongs to this place. */
export function leadsTo(place: Place, path: string): boolean {
  return path === place.path || path.startsWith(`${place.path}/`);
}
