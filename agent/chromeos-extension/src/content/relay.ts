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

function relay(): void {
  let waiting: string[] = [];
  let gathering: number | undefined;
  let sampling: number | undefined;
  let isListening = true;
  const wasOpen = document.readyState === "complete";
  const enteredAt = Date.now();

  /** Loading and layout of a page before the run began are no part of the run. */
  const isKept = (report: string) =>
    wasOpen && Date.now() - enteredAt < KEPT_MS && report.includes('"kind":"vital"');

  const stop = () => {
    isListening = false;
    waiting = [];
    clearTimeout(gathering);
    clearInterval(sampling);
    globalThis.removeEventListener(PAGE_EVENT, onPage);
  };
  const send = async () => {
    clearTimeout(gathering);
    gathering = undefined;
    const reports = waiting;
    waiting = [];
    try {
      const message: PageMessage = { type: "page", reports };
      follow((await chrome.runtime.sendMessage(message)) as PageAnswer | undefined);
    } catch {
      // The extension was reloaded or removed; its next life comes with a relay of its own.
      stop();
    }
  };
  const follow = (answer: PageAnswer | undefined) => {
    if (!answer?.isListening) stop();
    else sampling ??= sampleHeap(answer.intervalMs, take);
  };
  const take = (report: string) => {
    if (!isListening || waiting.length >= MOST_WAITING || isKept(report)) return;
    waiting.push(report);
    gathering ??= setTimeout(() => void send(), GATHER_MS) as unknown as number;
  };
  const onPage = (event: Event) => {
    const { detail } = event as CustomEvent<unknown>;
    if (typeof detail === "string") take(detail);
  };

  replaceRelay({ stop });
  receiveReports(take);
  globalThis.addEventListener(PAGE_EVENT, onPage);
  globalThis.addEventListener("pagehide", () => {
    if (waiting.length > 0) void send();
  });
  void send();
}

/** Pages of their own tell the size of their heap; frames share their page's. */
function sampleHeap(intervalMs: number, take: (report: string) => void): number | undefined {
  if (window.top !== window || (performance as Heap).memory === undefined) return undefined;
  return setInterval(() => {
    const value = (performance as Heap).memory?.usedJSHeapSize;
    if (document.visibilityState === "visible") take(JSON.stringify({ at: Date.now(), kind: "heap", value }));
  }, intervalMs) as unknown as number;
}

relay();
