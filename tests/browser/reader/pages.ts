// Every page with the address that shows it with data, for the promises that hold on all of them.
import type { Shared } from "../lab/shared";

export interface Place {
  name: string;
  path(lab: Shared): string;
}

export const PAGES: readonly Place[] = [
  { name: "home", path: () => "/" },
  { name: "runs", path: () => "/runs" },
  { name: "run", path: ({ runs }) => `/runs/${runs.worse}` },
  { name: "run without samples", path: ({ runs }) => `/runs/${runs.empty}` },
  { name: "run of hurting texts", path: ({ runs }) => `/runs/${runs.hurting}` },
  { name: "settings, account", path: () => "/settings" },
  { name: "settings, tokens", path: () => "/settings/tokens" },
  { name: "settings, members", path: () => "/settings/members" },
  { name: "settings, projects", path: () => "/settings/projects" },
  { name: "settings, audit log", path: () => "/settings/audit" },
];
