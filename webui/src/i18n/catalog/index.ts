// Every string that a reader sees, by key: one file an area, English first and Chinese beside it.
import * as alerts from "./alerts";
import * as charts from "./charts";
import * as run from "./run";
import * as runs from "./runs";
import * as settings from "./settings";
import * as shell from "./shell";
import * as verdict from "./verdict";

export const en = {
  ...alerts.en,
  ...charts.en,
  ...run.en,
  ...runs.en,
  ...settings.en,
  ...shell.en,
  ...verdict.en,
} as const;

export type Key = keyof typeof en;
export type Catalog = Record<Key, string>;

export const zh: Catalog = {
  ...alerts.zh,
  ...charts.zh,
  ...run.zh,
  ...runs.zh,
  ...settings.zh,
  ...shell.zh,
  ...verdict.zh,
};
