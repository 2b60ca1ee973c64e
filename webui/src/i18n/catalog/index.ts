// Every string that a reader sees, by key: one file an area, English first and Chinese beside it.
import * as charts from "./charts";
import * as compare from "./compare";
import * as live from "./live";
import * as run from "./run";
import * as runs from "./runs";
import * as settings from "./settings";
import * as shell from "./shell";
import * as verdict from "./verdict";

export const en = {
  ...charts.en,
  ...compare.en,
  ...live.en,
  ...run.en,
  ...runs.en,
  ...settings.en,
  ...shell.en,
  ...verdict.en,
} as const;

export type Key = keyof typeof en;
export type Catalog = Record<Key, string>;

export const zh: Catalog = {
  ...charts.zh,
  ...compare.zh,
  ...live.zh,
  ...run.zh,
  ...runs.zh,
  ...settings.zh,
  ...shell.zh,
  ...verdict.zh,
};
