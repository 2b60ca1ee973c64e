// Listens to `chrome.processes` while a run lasts. Calls nothing else of it.
import type { BrowserProcess, ProcessWindow } from "../sources/processes";
import { logLine } from "../wire/log_line";
import { processesApi } from "./processes_api";
import type { Emit, Source } from "./source";

/** Chrome holds the first refresh back while its first page is busy; after this long the run says so. */
const FIRST_SAMPLE_MS = 15_000;

export class ProcessSource implements Source {
  private warning: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly window: ProcessWindow,
    private readonly emit: Emit,
  ) {}

  start(): void {
    processesApi()?.onUpdatedWithMemory.addListener(this.onUpdated);
    this.warning = setTimeout(() => {
      const text =
        "chrome.processes has said nothing so far: Chrome reads processes only when its first page was idle once";
      this.emit([logLine("warn", "agent", text, Date.now())]);
    }, FIRST_SAMPLE_MS);
  }

  stop(): void {
    clearTimeout(this.warning);
    processesApi()?.onUpdatedWithMemory.removeListener(this.onUpdated);
  }

  private readonly onUpdated = (processes: Record<string, BrowserProcess>) => {
    clearTimeout(this.warning);
    this.emit(this.window.take(Object.values(processes), Date.now()));
  };
}
