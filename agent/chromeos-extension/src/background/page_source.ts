// Puts the relay and the console listener into pages while a run lasts, and takes what they report.
import { PageReports } from "../sources/page_reports";
import type { PageNumbers } from "../sources/page_numbers";
import type { Emit, Source } from "./source";

const HELD_BACK_MS = 10_000;

const SCRIPTS = [
  { id: "relay", file: "relay.js", world: "ISOLATED" },
  { id: "page", file: "page.js", world: "MAIN" },
] as const;

export class PageSource implements Source {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly origins: string[],
    private readonly how: "begin" | "resume",
    readonly reports: PageReports,
    private readonly numbers: PageNumbers,
    private readonly rendererOf: (tabId: number | undefined) => number | undefined,
    private readonly emit: Emit,
  ) {}

  async start(): Promise<void> {
    this.timer = setInterval(() => this.emit(this.reports.heldBack(Date.now())), HELD_BACK_MS);
    // What an earlier life of the service worker put into pages still stands there and still reports.
    if (this.origins.length === 0 || this.how === "resume") return;
    await unregister();
    await chrome.scripting.registerContentScripts(
      SCRIPTS.map(({ id, file, world }) => ({
        id,
        js: [file],
        world,
        matches: this.origins,
        allFrames: true,
        matchOriginAsFallback: true,
        runAt: "document_start",
      })),
    );
    const tabs = await chrome.tabs.query({ url: this.origins.filter((origin) => origin !== "<all_urls>") });
    const open = this.origins.includes("<all_urls>") ? await chrome.tabs.query({}) : tabs;
    await Promise.all(open.map((tab) => enter(tab.id)));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await unregister();
  }

  /** Takes the reports of one message. */
  take(reports: readonly string[], tabId: number | undefined): void {
    const now = Date.now();
    const page = tabId === undefined ? 0 : this.numbers.of(tabId);
    const reporter = { page, pid: this.rendererOf(tabId) };
    this.emit(reports.flatMap((report) => this.reports.read(String(report), reporter, now)));
  }
}

/** Enters a page that was open before the run; pages that no extension may read are passed over. */
async function enter(tabId: number | undefined): Promise<void> {
  if (tabId === undefined) return;
  const target = { tabId, allFrames: true };
  const entries = SCRIPTS.map(({ file, world }) =>
    chrome.scripting.executeScript({ target, files: [file], world }),
  );
  await Promise.allSettled(entries);
}

async function unregister(): Promise<void> {
  const ids = SCRIPTS.map(({ id }) => id) as string[];
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids });
  if (registered.length > 0) {
    await chrome.scripting.unregisterContentScripts({ ids: registered.map(({ id }) => id) });
  }
}
