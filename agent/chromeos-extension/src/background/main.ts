// The service worker: listens from its first line on, so that Chrome can end and wake it at any moment of a run.
import { Database } from "../run/database";
import { RECORD } from "../run/recorder";
import type { RunRecord } from "../run/record";
import { guardStorage } from "../settings/store";
import {
  STATUS,
  type CommandAnswer,
  type CommandMessage,
  type PageAnswer,
  type PageMessage,
} from "../wire/messages";
import { Run } from "./run";
import { newRecord } from "./start";

const ALARM = "keep";
/** The shortest period that Chrome allows an installed extension. */
const ALARM_MINUTES = 0.5;
/** Chrome ends a service worker that called nothing for 30 s; a run with a long interval calls in between. */
const ALIVE_MS = 20_000;
/** The popup is told at most this often. */
const STATUS_MS = 500;

let database: Promise<Database> | undefined;
let run: Run | undefined;
let telling: ReturnType<typeof setTimeout> | undefined;

const opened = () => (database ??= Database.open());

/** Takes up the run that the last life of this service worker left, before anything else is answered. */
const restored = (async () => {
  await guardStorage();
  const record = await (await opened()).load<RunRecord>(RECORD);
  if (record === undefined || record.ended !== undefined) return;
  run = await Run.open(await opened(), record, "resume", changed);
})();

/** The run that is being opened: a page that it enters asks before it is there. */
let opening: Promise<unknown> = restored;

chrome.runtime.onMessage.addListener((message: PageMessage | CommandMessage, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return undefined;
  const isPage = sender.tab !== undefined && !sender.url?.startsWith(chrome.runtime.getURL(""));
  if (isPage) {
    if (message.type !== "page" || !Array.isArray(message.reports)) return undefined;
    void opening.then(() => answer(heard(message, sender.tab?.id)));
  } else if (message.type !== "page") {
    void obey(message).then(answer);
  }
  return true;
});

setInterval(() => {
  if (run !== undefined && !run.isOver) void chrome.runtime.getPlatformInfo();
}, ALIVE_MS);

chrome.alarms.onAlarm.addListener(() => void restored.then(() => run?.recorder.wake()));
// Both events wake the service worker after a restart of the browser or an update; `restored` does the rest.
chrome.runtime.onStartup.addListener(() => undefined);
chrome.runtime.onInstalled.addListener(() => undefined);

function heard(message: PageMessage, tabId: number | undefined): PageAnswer {
  const isListening = run?.takePage(message.reports, tabId) ?? false;
  return { isListening, intervalMs: run?.recorder.record.intervalMs ?? 0 };
}

async function obey(message: CommandMessage): Promise<CommandAnswer> {
  try {
    await restored;
    if (message.type === "stop") {
      if (run?.recorder.state === "stopping")
        await run.recorder.discard("given up before everything was sent");
      else await run?.stop();
      return {};
    }
    if (run !== undefined && !run.isOver) return {};
    const record = await newRecord();
    if (typeof record === "string") return { problem: record };
    await chrome.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES });
    const next = Run.open(await opened(), record, "begin", changed).then((begun) => (run = begun));
    // What fails is told to whoever asked for the run; pages only hear that nobody listens.
    opening = next.catch(() => undefined);
    await next;
    changed();
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function changed(): void {
  if (run?.isOver) void chrome.alarms.clear(ALARM);
  telling ??= setTimeout(() => {
    telling = undefined;
    if (run !== undefined) void tell(run);
  }, STATUS_MS);
}

async function tell(told: Run): Promise<void> {
  const status = told.status();
  await chrome.storage.session.set({ [STATUS]: status });
  const isOn = status.state === "recording" || status.state === "connecting" || status.state === "offline";
  await chrome.action.setBadgeText({ text: isOn ? (status.state === "recording" ? "●" : "…") : "" });
}
