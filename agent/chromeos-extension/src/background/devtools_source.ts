// Asks the pages' DevTools at the run's interval. Attaches to ordinary web pages alone and leaves them when it stops.
import { RendererClocks, type PageAnswer } from "../sources/devtools";
import { logLine } from "../wire/log_line";
import type { PageNumbers } from "../sources/page_numbers";
import type { Emit, Source } from "./source";

const PROTOCOL = "1.3";

export class DevtoolsSource implements Source {
  private readonly attached = new Map<number, string>();
  private readonly refused = new Set<number>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private isAsking = false;
  readonly clocks = new RendererClocks();

  constructor(
    private readonly intervalMs: number,
    private readonly numbers: PageNumbers,
    private readonly isMeasured: (tabId: number) => boolean,
    private readonly emit: Emit,
  ) {}

  start(): void {
    chrome.debugger.onDetach.addListener(this.onDetach);
    this.timer = setInterval(() => void this.ask(), this.intervalMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    chrome.debugger.onDetach.removeListener(this.onDetach);
    const tabs = [...this.attached.keys()];
    this.attached.clear();
    await Promise.allSettled(tabs.map((tabId) => chrome.debugger.detach({ tabId })));
  }

  private async ask(): Promise<void> {
    // A slow answer makes one sample late; it never makes two overlap.
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      const targets = await chrome.debugger.getTargets();
      const tabs = targets.flatMap(({ tabId, type, url }) =>
        type === "page" && tabId !== undefined && /^https?:/.test(url) && this.isMeasured(tabId)
          ? [tabId]
          : [],
      );
      await Promise.all(tabs.map((tabId) => this.attach(tabId)));
      const answers = await Promise.all(
        [...this.attached].map(([tabId, isolate]) => this.answer(tabId, isolate)),
      );
      this.emit(
        this.clocks.take(
          answers.flatMap((answer) => answer ?? []),
          Date.now(),
        ),
      );
    } finally {
      this.isAsking = false;
    }
  }

  private async attach(tabId: number): Promise<void> {
    if (this.attached.has(tabId) || this.refused.has(tabId)) return;
    try {
      await chrome.debugger.attach({ tabId }, PROTOCOL);
      await chrome.debugger.sendCommand({ tabId }, "Performance.enable", {});
      this.attached.set(tabId, "");
    } catch (error) {
      this.refused.add(tabId);
      const text = `DevTools of page ${this.numbers.of(tabId)} cannot be had: ${String(error)}`;
      this.emit([logLine("warn", "agent", text, Date.now())]);
    }
  }

  private async answer(tabId: number, known: string): Promise<PageAnswer | undefined> {
    try {
      // A navigation may move a page into another renderer, so the isolate is asked for each time.
      const { id } = (await chrome.debugger.sendCommand({ tabId }, "Runtime.getIsolateId")) as {
        id?: string;
      };
      const sent = (await chrome.debugger.sendCommand({ tabId }, "Performance.getMetrics")) as {
        metrics: PageAnswer["metrics"];
      };
      return { page: this.numbers.of(tabId), isolate: id ?? known, at: Date.now(), metrics: sent.metrics };
    } catch {
      // The page is being left; the next tick asks whatever is there then.
      return undefined;
    }
  }

  private readonly onDetach = ({ tabId }: { tabId?: number }, reason: string) => {
    if (tabId === undefined || !this.attached.delete(tabId)) return;
    if (reason !== "canceled_by_user") return;
    this.refused.add(tabId);
    const text = `DevTools of page ${this.numbers.of(tabId)} were closed by hand: its CPU time ends here`;
    this.emit([logLine("warn", "agent", text, Date.now())]);
  };
}
