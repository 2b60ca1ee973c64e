// The built extension in a browser: set up, started and stopped by its own pages, as a person does it.
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";

import type { Chromium, Page } from "./chromium";
import { until } from "./until";

const BUILT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "fleet");

/** A copy of the built extension without some permissions, as on a browser that does not offer them. */
export async function variant(without: string[]): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "perfsight-variant-")), "extension");
  await cp(BUILT, folder, { recursive: true });
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as { permissions: string[] };
  manifest.permissions = manifest.permissions.filter((name) => !without.includes(name));
  await writeFile(path, JSON.stringify(manifest));
  return folder;
}

interface TestSettings {
  server: string;
  token: string;
  scenario: string;
  release?: string;
  tags?: string[];
  fallback?: string;
  device_name?: string;
  schedule?: boolean;
}

/** One loaded extension. */
export class Extension {
  private constructor(
    private readonly browser: Chromium,
    readonly id: string,
    readonly popup: Page,
    readonly settings: TestSettings,
  ) {}

  /** Opens the popup in a tab, with the settings that its permissions call for. */
  static async of(
    browser: Chromium,
    workerUrl: string,
    choose: (permissions: string[]) => TestSettings,
  ): Promise<Extension> {
    const id = new URL(workerUrl).host;
    const popup = await browser.open(`chrome-extension://${id}/popup.html`);
    await until("the popup is drawn", () =>
      popup.evaluate<boolean>("!!document.querySelector('#start')?.textContent"),
    );
    const settings = choose(await popup.evaluate<string[]>("chrome.runtime.getManifest().permissions"));
    await popup.evaluate(`chrome.storage.local.set({settings: ${JSON.stringify(settings)}})`);
    await popup.evaluate("location.reload()");
    await until("the popup is ready", () =>
      popup.evaluate<boolean>("document.querySelector('#start')?.disabled === false"),
    );
    return new Extension(browser, id, popup, settings);
  }

  /** Gives an extension its settings and starts nothing. */
  static async setUp(browser: Chromium, workerUrl: string, settings: TestSettings): Promise<Page> {
    const options = await browser.open(`chrome-extension://${new URL(workerUrl).host}/options.html`);
    await until("the options are drawn", () =>
      options.evaluate<boolean>("!!document.querySelector('#permissions li')"),
    );
    await options.evaluate(`chrome.storage.local.set({settings: ${JSON.stringify(settings)}})`);
    return options;
  }

  page(name: string): Promise<Page> {
    return this.browser.open(`chrome-extension://${this.id}/${name}`);
  }

  async start(): Promise<void> {
    await this.popup.evaluate("document.getElementById('start').click()");
  }

  async stop(): Promise<void> {
    await this.popup.evaluate("document.getElementById('stop').click()");
  }

  /** What the popup shows under this id. */
  shown(id: string): Promise<string> {
    return this.popup.evaluate<string>(`document.getElementById(${JSON.stringify(id)}).textContent`);
  }

  /** Ends the service worker as Chrome does when it is idle; its global scope is marked before. */
  async endServiceWorker(): Promise<void> {
    const worker = await this.serviceWorker();
    if (worker === undefined) throw new Error("no service worker runs");
    await (await this.browser.attach(worker)).evaluate("void (globalThis.isOld = true)");
    await this.browser.send("Target.closeTarget", { targetId: worker });
  }

  /** Whether a service worker runs that is not the one that was ended. */
  async hasFreshServiceWorker(): Promise<boolean> {
    const worker = await this.serviceWorker();
    if (worker === undefined) return false;
    const page = await this.browser.attach(worker).catch(() => undefined);
    return (await page?.evaluate<boolean>("globalThis.isOld === undefined").catch(() => false)) ?? false;
  }

  private async serviceWorker(): Promise<string | undefined> {
    const targets = await this.browser.targets();
    return targets.find(({ url }) => url.includes(this.id) && url.endsWith("background.js"))?.targetId;
  }
}
