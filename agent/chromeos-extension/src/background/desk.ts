// The one run of this browser: begun, taken up again, ended, and shown. Never holds two.
import { Database } from "../run/database";
import { RECORD } from "../run/recorder";
import type { RunRecord } from "../run/record";
import type { RunHello } from "../wire/frames";
import { STATUS, type PageAnswer, type PageMessage } from "../wire/messages";
import { Run } from "./run";
import { newRecord } from "./start";

const ALARM = "keep";
/** The shortest period that Chrome allows an installed extension. */
const ALARM_MINUTES = 0.5;
/** Chrome ends a service worker that called nothing for 30 s; a run with a long interval calls in between. */
const ALIVE_MS = 20_000;
/** The popup is told at most this often. */
const STATUS_MS = 500;

export class Desk {
  private database: Promise<Database> | undefined;
  private telling: ReturnType<typeof setTimeout> | undefined;
  /** The run that is being opened: a page that it enters asks before it is there. */
  private opening: Promise<unknown> = Promise.resolve();
  run: Run | undefined;

  constructor() {
    setInterval(() => {
      if (this.isTaken) void chrome.runtime.getPlatformInfo();
    }, ALIVE_MS);
  }

  get isTaken(): boolean {
    return this.run !== undefined && !this.run.isOver;
  }

  /** Where runs and results stay when the service worker ends. */
  store(): Promise<Database> {
    return (this.database ??= Database.open());
  }

  /** Takes up the run that the last life of this service worker left. */
  async takeUp(): Promise<void> {
    const record = await (await this.store()).load<RunRecord>(RECORD);
    if (record === undefined || record.ended !== undefined) return;
    await this.open(record, "resume");
  }

  /** Begins a run; a text is the key of the message that says what is missing. */
  async begin(overrides: Partial<RunHello> = {}, intervalMs?: number): Promise<Run | string> {
    const record = await newRecord(overrides, intervalMs);
    if (typeof record === "string") return record;
    await chrome.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES });
    const run = await this.open(record, "begin");
    this.changed();
    return run;
  }

  /** Takes what a page's relay sent, and says whether anybody listens. */
  async hear(message: PageMessage, tabId: number | undefined): Promise<PageAnswer> {
    await this.opening;
    const isListening = this.run?.takePage(message.reports, tabId) ?? false;
    return { isListening, intervalMs: this.run?.recorder.record.intervalMs ?? 0 };
  }

  private async open(record: RunRecord, how: "begin" | "resume"): Promise<Run> {
    const opened = Run.open(await this.store(), record, how, () => this.changed());
    // What fails is told to whoever asked for the run; pages only hear that nobody listens.
    this.opening = opened.then((run) => (this.run = run)).catch(() => undefined);
    return opened;
  }

  private changed(): void {
    if (this.run?.isOver) void chrome.alarms.clear(ALARM);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      if (this.run !== undefined) void tell(this.run);
    }, STATUS_MS);
  }
}

async function tell(run: Run): Promise<void> {
  const status = run.status();
  await chrome.storage.session.set({ [STATUS]: status });
  const isOn = status.state === "recording" || status.state === "connecting" || status.state === "offline";
  await chrome.action.setBadgeText({ text: isOn ? (status.state === "recording" ? "●" : "…") : "" });
}
