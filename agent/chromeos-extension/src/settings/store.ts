// Reads and keeps the settings in the browser's storage. The token stays out of content scripts' reach.
import { choose, type Chosen, type Settings } from "./settings";

/** Settings hold a token: pages' scripts of this extension may not read them. */
export async function guardStorage(): Promise<void> {
  await chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}

export async function loadSettings(): Promise<Chosen> {
  const [{ settings }, managed] = await Promise.all([chrome.storage.local.get("settings"), readPolicy()]);
  return choose((settings ?? {}) as Record<string, unknown>, managed);
}

export async function storeSettings(settings: Settings): Promise<void> {
  await chrome.storage.local.set({ settings });
}

/** Calls when a setting or the policy may have changed. */
export function watchSettings(changed: () => void): void {
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area === "managed" || (area === "local" && "settings" in changes)) changed();
  });
}

async function readPolicy(): Promise<Record<string, unknown>> {
  try {
    return await chrome.storage.managed.get();
  } catch {
    // Browsers without a policy store for extensions reject instead of answering with nothing.
    return {};
  }
}
