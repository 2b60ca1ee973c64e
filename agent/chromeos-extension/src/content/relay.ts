// Runs beside each page, unseen by it: passes on what the observers and the console say while a run listens.
import { receiveReports, replaceRelay } from "./binding";
// The same observers as the desktop agent's.
import "../../../src/collect/browser/vitals/observers.js";
import { PAGE_EVENT, type PageAnswer, type PageMessage } from "../wire/messages";

/** Reports of this time travel together, ms. */
const GATHER_MS = 100;
/** Reports that wait for an answer are bounded: what comes beyond is lost with the page. */
const MOST_WAITING = 1000;
/** A page that was open before the run reports what the browser had kept of it within this time, ms. */
const KEPT_MS = 250;

interface Heap {
  memory?: { usedJSHeapSize: number };
}

class Relay {
  private waiting: string[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private sampling: ReturnType<typeof setInterval> | undefined;
  private isListening = true;
  private readonly wasOpen = document.readyState === "complete";
  private readonly enteredAt = Date.now();

  start(): void {
    replaceRelay(this);
    receiveReports((report) => this.take(report));
    globalThis.addEventListener(PAGE_EVENT, this.onPage);
    globalThis.addEventListener("pagehide", () => {
      if (this.waiting.length > 0) void this.send();
    });
    void this.send();
  }

  stop(): void {
    this.isListening = false;
    this.waiting = [];
    clearTimeout(this.gathering);
    clearInterval(this.sampling);
    globalThis.removeEventListener(PAGE_EVENT, this.onPage);
  }

  private take(report: string): void {
    if (!this.isListening || this.waiting.length >= MOST_WAITING || this.isKept(report)) return;
    this.waiting.push(report);
    this.gathering ??= setTimeout(() => void this.send(), GATHER_MS);
  }

  /** Loading and layout of a page before the run began are no part of the run. */
  private isKept(report: string): boolean {
    return this.wasOpen && Date.now() - this.enteredAt < KEPT_MS && report.includes('"kind":"vital"');
  }

  private async send(): Promise<void> {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const reports = this.waiting;
    this.waiting = [];
    try {
      const message: PageMessage = { type: "page", reports };
      this.follow((await chrome.runtime.sendMessage(message)) as PageAnswer | undefined);
    } catch {
      // The extension was reloaded or removed; its next life comes with a relay of its own.
      this.stop();
    }
  }

  private follow(answer: PageAnswer | undefined): void {
    if (!answer?.isListening) return this.stop();
    // Pages tell the size of their heap; frames share their page's.
    if (window.top !== window || (performance as Heap).memory === undefined) return;
    this.sampling ??= setInterval(() => this.sampleHeap(), answer.intervalMs);
  }

  private sampleHeap(): void {
    const value = (performance as Heap).memory?.usedJSHeapSize;
    if (document.visibilityState === "visible") {
      this.take(JSON.stringify({ at: Date.now(), kind: "heap", value }));
    }
  }

  private readonly onPage = (event: Event) => {
    const { detail } = event as CustomEvent<unknown>;
    if (typeof detail === "string") this.take(detail);
  };
}

new Relay().start();
