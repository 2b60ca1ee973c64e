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
  /** What one comes to do, not to look at. */
  primary?: boolean;
  /** What stands beside its name. */
  Badge?: ComponentType;
  /** Addresses of this page's own pages, where they begin otherwise. */
  also?: readonly string[];
}

export const PLACES: readonly Place[] = [
  { path: "/", name: "app.home", known: true },
  { path: "/runs", name: "app.runs", also: ["/compare"] },
  { path: "/trends", name: "app.trends", known: true },
  { path: "/alerts", name: "alerts.title", known: true, Badge: OpenAlerts },
  { path: "/baselines", name: "app.baselines", known: true },
  { path: "/schedules", name: "app.schedules", known: true, also: ["/suites"] },
  { path: "/queue", name: "app.queue", known: true, also: ["/jobs", "/live"] },
  { path: "/devices", name: "app.devices", known: true },
  { path: "/settings", name: "app.settings", known: true },
  { path: "/start", name: "app.start", known: true, primary: true },
];

/** Whether the page at `path` belongs to this place. */
export function leadsTo({ path: own, also = [] }: Place, path: string): boolean {
  // The home page is where every address begins; it has no pages of its own.
  if (own === "/") return path === own;
  return [own, ...also].some((root) => path === root || path.startsWith(`${root}/`));
}
