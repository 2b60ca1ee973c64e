// Asks the browser what it offers and what it is. Starts no measurement.
import { processesApi } from "../background/processes_api";
import type { Env } from "../wire/dataset";
import type { Found } from "./probe";

export async function look(): Promise<Found> {
  const permissions = await chrome.permissions.getAll();
  return {
    processes: {
      isOffered: processesApi() !== undefined,
      // A browser that does not know a required permission leaves it out without a word.
      isPermitted: permissions.permissions?.includes("processes") || isRequired("processes"),
    },
    pages: { origins: (permissions.origins ?? []).filter((origin) => !origin.startsWith("chrome")) },
    debugger: chrome.debugger !== undefined,
    systemCpu: chrome.system?.cpu !== undefined,
    systemMemory: chrome.system?.memory !== undefined,
    // A service worker has the same types as pages have, less those that need a document; these it cannot list.
    entryTypes: VITAL_TYPES,
    pageHeap: true,
  };
}

function isRequired(permission: string): boolean {
  const names: readonly string[] = chrome.runtime.getManifest().permissions ?? [];
  return names.includes(permission);
}

/** Entry types of every Chrome that can load this extension (see `minimum_chrome_version`). */
const VITAL_TYPES = [
  "paint",
  "largest-contentful-paint",
  "layout-shift",
  "event",
  "longtask",
  "navigation",
  // Since Chrome 123; a page of an older one reports none.
  ...(chromeMajor() >= 123 ? ["long-animation-frame"] : []),
];

function chromeMajor(): number {
  return Number(/Chrome\/(\d+)/.exec(navigator.userAgent)?.[1] ?? 0);
}

interface HighEntropy {
  platform?: string;
  platformVersion?: string;
  architecture?: string;
  bitness?: string;
  model?: string;
  fullVersionList?: { brand: string; version: string }[];
}

interface UserAgentData {
  getHighEntropyValues(names: string[]): Promise<HighEntropy>;
}

const PLATFORMS: Record<string, string> = {
  cros: "chromeos",
  linux: "linux",
  mac: "macos",
  win: "windows",
  android: "android",
};

/** The device and the browser; what they do not tell is absent. */
export async function lookAround(deviceName: string): Promise<Env> {
  const agent = (navigator as Navigator & { userAgentData?: UserAgentData }).userAgentData;
  const names = ["platform", "platformVersion", "architecture", "bitness", "model", "fullVersionList"];
  const [platform, told, cpu, memory] = await Promise.all([
    chrome.runtime.getPlatformInfo(),
    agent?.getHighEntropyValues(names) ?? Promise.resolve<HighEntropy>({}),
    chrome.system?.cpu?.getInfo(),
    chrome.system?.memory?.getInfo(),
  ]);
  const brand = told.fullVersionList?.find(
    ({ brand }) => !/not.?a.?brand/i.test(brand) && brand !== "Chromium",
  );
  const browser = brand ?? told.fullVersionList?.find((each) => each.brand === "Chromium");
  const name = PLATFORMS[platform.os] ?? platform.os;
  const os = [told.platform, told.platformVersion].filter(Boolean).join(" ");
  const device = deviceName || told.model || "";
  const version = browser?.version;
  const env: Env = {
    platform: name,
    arch: archOf(platform.arch),
    cpu_cores: navigator.hardwareConcurrency,
    browser_name: brand === undefined ? "chromium" : brand.brand,
    extension_version: chrome.runtime.getManifest().version,
    ...(os === "" ? {} : { os }),
    ...(device === "" ? {} : { device_name: device }),
    ...(version === undefined ? {} : { browser_version: version }),
  };
  return { ...env, fingerprint: fingerprint(env, cpu?.modelName, memory?.capacity) };
}

function fingerprint(
  env: Env,
  model: string | undefined,
  memory: number | undefined,
): Record<string, string> {
  const facts: [string, string | number | undefined][] = [
    ["device", env.device_name],
    ["os", env.os],
    ["arch", env.arch],
    ["browser", env.browser_name],
    ["browser_version", env.browser_version],
    ["cpu_model", model],
    ["cpu_cores", env.cpu_cores],
    ["memory_bytes", memory],
    ["agent_version", `extension ${env.extension_version ?? ""}`],
  ];
  return Object.fromEntries(
    facts.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])),
  );
}

function archOf(arch: string): string {
  return arch === "x86-64" ? "x86_64" : arch === "arm64" ? "aarch64" : arch;
}
