// A tab that the extension opened for a job: everything that is done to it goes through here. Touches no other tab.
import { ACT, type Action, type Answer } from "./action";
import type { LoadState } from "./scenario";

const BLANK = "about:blank";
const BLANK_MS = 15_000;
const PAUSE_MS = 50;

/** What a script of the scenario gave. */
export type ScriptAnswer = { value: unknown } | { error: string };

export class DrivenTab {
  private constructor(
    readonly id: number,
    private readonly windowId: number,
  ) {}

  /** A window of its own, so that its tab is always the visible one, with this inner size where the system allows it. */
  static async open(viewport: { width: number; height: number }): Promise<DrivenTab> {
    const wanted = { url: BLANK, focused: true };
    // A screen that shows less than half of such a window has one of its own size; `fit` says which.
    const created = await chrome.windows
      .create({ ...wanted, ...viewport })
      .catch(() => chrome.windows.create(wanted));
    const tab = created?.tabs?.[0];
    if (created?.id === undefined || tab?.id === undefined) throw new Error("the browser opened no window");
    return new DrivenTab(tab.id, created.id);
  }

  /** Makes the page's own area as large as asked; gives the size that it has. */
  async fit(wanted: { width: number; height: number }): Promise<{ width: number; height: number }> {
    const [tab, shown] = await Promise.all([chrome.tabs.get(this.id), chrome.windows.get(this.windowId)]);
    const [width, height] = [tab.width ?? wanted.width, tab.height ?? wanted.height];
    if (width === wanted.width && height === wanted.height) return { width, height };
    const size = {
      width: (shown.width ?? width) + wanted.width - width,
      height: (shown.height ?? height) + wanted.height - height,
    };
    // What the system refuses is seen in the size that the page has afterwards.
    await chrome.windows.update(this.windowId, size).catch(() => undefined);
    const after = await chrome.tabs.get(this.id);
    return { width: after.width ?? width, height: after.height ?? height };
  }

  async blank(): Promise<void> {
    await chrome.tabs.update(this.id, { url: BLANK });
    const deadline = Date.now() + BLANK_MS;
    while (!(await this.isBlank())) {
      if (Date.now() > deadline) throw new Error("the tab does not leave its page");
      await pause();
    }
  }

  /** Navigates and waits for the state; the caller's limit ends the wait. */
  async navigate(url: URL, wait: LoadState, isOver: () => boolean): Promise<boolean> {
    const before = (await chrome.tabs.get(this.id)).url ?? "";
    const startedAt = Date.now();
    await chrome.tabs.update(this.id, { url: url.href });
    const isSameDocument = url.hash !== "" && before.split("#")[0] === url.href.split("#")[0];
    if (wait === "none" || isSameDocument) return true;
    while (!isOver()) {
      if (await this.hasReached(wait, startedAt)) return true;
      await pause();
    }
    return false;
  }

  /** Does one action in the page; a page that is just being left counts as one where nothing matches yet. */
  async act(action: Action): Promise<Answer> {
    try {
      return (await this.call(action)) ?? (await this.enterAndCall(action)) ?? { kind: "absent" };
    } catch (error) {
      return left(error);
    }
  }

  /** Runs a script of the scenario in the page's own world. */
  async run(body: string): Promise<ScriptAnswer> {
    const [result] = await chrome.scripting.executeScript({
      target: { tabId: this.id },
      world: "MAIN",
      args: [body],
      func: async (text: string) => {
        try {
          const value: unknown = await new Function(text)();
          return { json: JSON.stringify(value === undefined ? null : value) ?? "null" };
        } catch (error) {
          return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
        }
      },
    });
    const answer = result?.result as { json?: string; error?: string } | undefined;
    if (answer?.error !== undefined) return { error: explain(answer.error) };
    if (answer?.json === undefined) return { error: "the page was left before the script ended" };
    return { value: JSON.parse(answer.json) as unknown };
  }

  /** The visible page as a PNG. Chrome takes two of them in a second; whoever asks faster waits for the third. */
  async picture(): Promise<string> {
    for (;;) {
      try {
        return await chrome.tabs.captureVisibleTab(this.windowId, { format: "png" });
      } catch (error) {
        if (!String(error).includes("MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND")) throw error;
        await pause();
      }
    }
  }

  async close(): Promise<void> {
    await chrome.windows.remove(this.windowId).catch(() => undefined);
  }

  /** The addresses of web pages are visible to the extension; that of the blank page is not. */
  private async isBlank(): Promise<boolean> {
    const { url, status } = await chrome.tabs.get(this.id);
    return (url === undefined || url === "" || url === BLANK) && status === "complete";
  }

  private async hasReached(wait: LoadState, startedAt: number): Promise<boolean> {
    try {
      const [result] = await chrome.scripting.executeScript({
        target: { tabId: this.id },
        injectImmediately: true,
        func: () => ({ state: document.readyState, startedAt: performance.timeOrigin }),
      });
      const found = result?.result;
      // The document before is older than the navigation.
      if (!found || found.startedAt < startedAt - 1) return false;
      return wait === "load" ? found.state === "complete" : found.state !== "loading";
    } catch (error) {
      if (/error page/i.test(String(error)))
        throw new Error("the browser shows an error page: the address did not answer");
      return false;
    }
  }

  private async call(action: Action): Promise<Answer | undefined> {
    const [result] = await chrome.scripting.executeScript({
      target: { tabId: this.id },
      args: [ACT, action],
      func: (name: string, wanted: unknown) =>
        (globalThis as unknown as Record<string, ((wanted: unknown) => unknown) | undefined>)[name]?.(
          wanted,
        ) ?? null,
    });
    return (result?.result as Answer | null | undefined) ?? undefined;
  }

  private async enterAndCall(action: Action): Promise<Answer | undefined> {
    await chrome.scripting.executeScript({ target: { tabId: this.id }, files: ["act.js"] });
    return this.call(action);
  }
}

function left(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  return /no tab|no window/i.test(message)
    ? { kind: "wrong", message: "the tab was closed" }
    : { kind: "absent" };
}

function explain(error: string): string {
  if (!/unsafe-eval|Content Security Policy|Trusted/i.test(error)) return error;
  return "the page's content policy forbids scripts from outside, so an extension cannot run this one there";
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
