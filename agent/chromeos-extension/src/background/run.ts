// One run: its sources and its recorder, from Start to the server's last word. Survives the service worker's end.
import type { Mode } from "../probe/probe";
import { PageNumbers } from "../sources/page_numbers";
import { PageReports, type MeasuredValue } from "../sources/page_reports";
import { ProcessWindow, type Totals } from "../sources/processes";
import type { Database } from "../run/database";
import { Recorder } from "../run/recorder";
import type { RunRecord } from "../run/record";
import type { Outcome } from "../wire/dataset";
import type { RunFrame } from "../wire/frames";
import type { RunStatus } from "../wire/messages";
import { DeviceSource } from "./device_source";
import { DevtoolsSource } from "./devtools_source";
import { PageSource } from "./page_source";
import { ProcessSource } from "./process_source";
import type { Source } from "./source";

export class Run {
  private readonly window: ProcessWindow;
  private readonly pages: PageSource;
  private readonly devtools: DevtoolsSource | undefined;
  private readonly sources: Source[];
  /** The tab of a scheduled job: the pages of nobody else belong to its run. */
  drivenTab: number | undefined;
  /** Called with every value that a page reports. */
  onValue: (value: MeasuredValue) => void = () => {};
  /** Called with every refresh of the processes. */
  onTotals: (totals: Totals, at: number) => void = () => {};

  private constructor(
    readonly recorder: Recorder,
    origins: string[],
    how: "begin" | "resume",
    private readonly onChange: () => void,
  ) {
    const { mode, intervalMs } = recorder.record;
    const emit = (frames: readonly RunFrame[]) => this.add(frames);
    const numbers = new PageNumbers();
    const reports = new PageReports(recorder.record.hello.definitions, (value) => this.onValue(value));
    this.window = new ProcessWindow(intervalMs);
    this.pages = new PageSource(
      origins,
      how,
      reports,
      numbers,
      (tabId) => this.window.rendererOf(tabId),
      emit,
    );
    this.devtools =
      mode === "debugger"
        ? new DevtoolsSource(intervalMs, numbers, (tabId) => this.isMeasured(tabId), emit)
        : undefined;
    this.sources = [this.pages, new DeviceSource(intervalMs, emit)];
    if (mode === "processes") this.sources.push(new ProcessSource(this.window, emit));
    if (this.devtools !== undefined) this.sources.push(this.devtools);
  }

  /** Begins a run, or goes on with the one that an earlier service worker left. */
  static async open(
    database: Database,
    record: RunRecord,
    how: "begin" | "resume",
    onChange: () => void,
  ): Promise<Run> {
    const { origins = [] } = await chrome.permissions.getAll();
    let run: Run | undefined;
    const recorder = await Recorder[how](database, record, () => {
      if (run?.isOver) void run.rest();
      onChange();
    });
    run = new Run(
      recorder,
      origins.filter((origin) => !origin.startsWith("chrome")),
      how,
      onChange,
    );
    if (!record.isStopping) await Promise.all(run.sources.map((source) => source.start()));
    return run;
  }

  get mode(): Mode {
    return this.recorder.record.mode;
  }

  get isOver(): boolean {
    return this.recorder.state === "ended";
  }

  /** Takes what a page's relay sent; whether anybody listens is the answer. */
  takePage(reports: readonly string[], tabId: number | undefined): boolean {
    if (this.recorder.record.isStopping || !this.isMeasured(tabId)) return false;
    this.pages.take(reports, tabId);
    return true;
  }

  private isMeasured(tabId: number | undefined): boolean {
    return this.recorder.record.hello.attempt === undefined || tabId === this.drivenTab;
  }

  add(frames: readonly RunFrame[]): void {
    this.recorder.add(frames);
    if (frames.some((frame) => frame.type === "data")) {
      this.onTotals(this.window.totals, Date.now());
      this.onChange();
    }
  }

  async stop(outcome?: Outcome): Promise<void> {
    await this.rest();
    await this.recorder.stop(outcome);
  }

  /** Ends the sources: somebody stopped the run, or the server refused it. */
  private async rest(): Promise<void> {
    const sources = this.sources.splice(0);
    await Promise.allSettled(sources.map((source) => source.stop()));
  }

  status(): RunStatus {
    const { record, state, waiting, trouble } = this.recorder;
    const { admitted, ended, hello, startedAt, mode } = record;
    const cpu = mode === "debugger" ? this.devtools?.clocks.cpu : this.window.totals.cpu;
    const { memory } = this.window.totals;
    return {
      state,
      scenario: hello.scenario,
      mode,
      startedAt,
      waiting,
      ...(ended === undefined ? {} : { endedAt: ended.at }),
      ...(admitted?.url ? { url: admitted.url } : {}),
      ...(cpu === undefined ? {} : { cpu }),
      ...(memory === undefined ? {} : { memory }),
      ...(trouble === undefined ? {} : { trouble }),
    };
  }
}
