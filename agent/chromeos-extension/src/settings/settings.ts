// What a person or an administrator chooses. Never reads storage.
import { readAddress, type AddressProblem } from "./address";

export interface Settings {
  /** As written; `readAddress` understands it. */
  server: string;
  token: string;
  scenario: string;
  release: string;
  build: string;
  tags: string[];
  interval_seconds: number;
  device_name: string;
  /** The project's environment, e.g. `lab`. */
  environment: string;
  /** What is used where `chrome.processes` is not there. */
  fallback: FallbackChoice;
  /** Whether the controller may run scenarios in this browser. */
  schedule: boolean;
}

export type FallbackChoice = "performance" | "debugger";

export type SettingName = keyof Settings;

export const DEFAULTS: Settings = {
  server: "",
  token: "",
  scenario: "",
  release: "",
  build: "",
  tags: [],
  interval_seconds: 1,
  device_name: "",
  environment: "",
  fallback: "performance",
  schedule: false,
};

export const NAMES = Object.keys(DEFAULTS) as SettingName[];

export const INTERVAL_SECONDS = { least: 1, most: 60 };

/** Longest text of a setting, characters. */
const TEXT_CHARS = 2000;

/** Settings with the names of those that a policy fixes. */
export interface Chosen {
  settings: Settings;
  locked: SettingName[];
}

/** Puts what a policy says over what was stored. A value of the wrong type is left out: the default stands. */
export function choose(stored: Record<string, unknown>, managed: Record<string, unknown>): Chosen {
  const own = read(stored);
  const fixed = read(managed);
  return {
    settings: { ...DEFAULTS, ...own, ...fixed },
    locked: NAMES.filter((name) => fixed[name] !== undefined),
  };
}

function read(values: Record<string, unknown>): Partial<Settings> {
  const found: Partial<Settings> = {};
  for (const name of [
    "server",
    "token",
    "scenario",
    "release",
    "build",
    "device_name",
    "environment",
  ] as const) {
    const value = values[name];
    if (typeof value === "string") found[name] = value.trim().slice(0, TEXT_CHARS);
  }
  if (Array.isArray(values.tags)) found.tags = values.tags.filter((tag) => typeof tag === "string");
  if (values.fallback === "performance" || values.fallback === "debugger") found.fallback = values.fallback;
  if (typeof values.schedule === "boolean") found.schedule = values.schedule;
  const { least, most } = INTERVAL_SECONDS;
  const seconds = values.interval_seconds;
  if (typeof seconds === "number" && seconds >= least && seconds <= most) found.interval_seconds = seconds;
  return found;
}

/** Tags as people write them: separated by commas, each once. */
export function readTags(text: string): string[] {
  const tags = text.split(/[,，\n]/).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

const RELEASE = "release:";

/** Splits off the release: frames name it in a field of its own. */
export function releaseOf(tags: readonly string[]): { tags: string[]; release?: string } {
  const found = tags.find((tag) => tag.startsWith(RELEASE));
  const rest = tags.filter((tag) => !tag.startsWith(RELEASE));
  return { tags: rest, ...(found === undefined ? {} : { release: found.slice(RELEASE.length) }) };
}

/** Key of the message that says why a run cannot start. */
export type SettingsProblem = AddressProblem | "token_missing" | "scenario_missing";

/** The first thing that keeps a run from starting. */
export function problemOf(settings: Settings): SettingsProblem | undefined {
  const address = readAddress(settings.server);
  if (typeof address === "string") return address;
  if (settings.token === "") return "token_missing";
  return settings.scenario === "" ? "scenario_missing" : undefined;
}
