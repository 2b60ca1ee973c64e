// Every string that a reader sees, by key: one file an area, English first and Chinese beside it.
import * as alerts from "./alerts";
import * as baselines from "./baselines";
import * as charts from "./charts";
import * as compare from "./compare";
import * as devices from "./devices";
import * as home from "./home";
import * as live from "./live";
import * as queue from "./queue";
import * as run from "./run";
import * as runs from "./runs";
import * as schedules from "./schedules";
import * as settings from "./settings";
import * as shell from "./shell";
import * as start from "./start";
import * as trends from "./trends";
import * as verdict from "./verdict";

export const en = {
  ...alerts.en,
  ...baselines.en,
  ...charts.en,
  ...compare.en,
  ...devices.en,
  ...home.en,
  ...live.en,
  ...queue.en,
  ...run.en,
  ...runs.en,
  ...schedules.en,
  ...settings.en,
  ...shell.en,
  ...start.en,
  ...trends.en,
  ...verdict.en,
} as const;

export type Key = keyof typeof en;
export type Catalog = Record<Key, string>;

export const zh: Catalog = {
  ...alerts.zh,
  ...baselines.zh,
  ...charts.zh,
  ...compare.zh,
  ...devices.zh,
  ...home.zh,
  ...live.zh,
  ...queue.zh,
  ...run.zh,
  ...runs.zh,
  ...schedules.zh,
  ...settings.zh,
  ...shell.zh,
  ...start.zh,
  ...trends.zh,
  ...verdict.zh,
};
