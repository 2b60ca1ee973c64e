// Every page with the address that shows it with data, for the promises that hold on all of them.
import type { Shared } from "../lab/shared";
import { NIGHT } from "../lab/suite";

export interface Place {
  name: string;
  path(lab: Shared): string;
  /** What stands there only once its data came, where the page begins without. */
  shows?: readonly string[];
}

export const PAGES: readonly Place[] = [
  { name: "home", path: () => "/", shows: [".incidents tbody", ".strips li"] },
  { name: "runs", path: () => "/runs" },
  { name: "run", path: ({ runs }) => `/runs/${runs.worse}` },
  { name: "run without samples", path: ({ runs }) => `/runs/${runs.empty}` },
  { name: "run of hurting texts", path: ({ runs }) => `/runs/${runs.hurting}` },
  { name: "compare", path: ({ runs }) => `/compare?ids=${runs.first},${runs.same},${runs.worse}` },
  { name: "compare, nothing chosen", path: () => "/compare" },
  { name: "trends", path: () => "/trends?scenario=search&platform=linux&device_class=lab&metric=step_time" },
  { name: "trends, nothing chosen", path: () => "/trends" },
  { name: "baselines", path: () => "/baselines" },
  { name: "alerts", path: () => "/alerts" },
  { name: "an alert", path: ({ alert }) => `/alerts/${alert}` },
  { name: "schedules", path: () => "/schedules", shows: ["text=nightly", "table"] },
  { name: "a suite", path: () => `/suites/${NIGHT}`, shows: ["table.history", "textarea"] },
  { name: "queue", path: () => "/queue", shows: ["main tbody tr"] },
  { name: "a waiting job", path: ({ waiting }) => `/jobs/${waiting}`, shows: [".job .lead", "#log-title"] },
  { name: "devices", path: () => "/devices", shows: ["main tbody tr"] },
  { name: "a device", path: () => "/devices/lab-01%2Fhost", shows: [".device .columns"] },
  { name: "start, a scenario", path: () => "/start?scenario=scroll", shows: [".plan [role=status]"] },
  {
    name: "start, a session",
    path: () => "/start?kind=session&device=lab-01%2Fhost",
    shows: [".processes tbody tr"],
  },
  { name: "settings, account", path: () => "/settings" },
  { name: "settings, tokens", path: () => "/settings/tokens" },
  { name: "settings, members", path: () => "/settings/members" },
  { name: "settings, projects", path: () => "/settings/projects" },
  { name: "settings, audit log", path: () => "/settings/audit" },
];
