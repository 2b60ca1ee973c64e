// What the extension's own parts say to one another. Holds no logic.
import type { Mode } from "../probe/probe";

/** The event by which a page's world passes reports to the relay beside it. */
export const PAGE_EVENT = "perfsight:report";

/** From the relay beside a page; without reports it only asks whether anybody listens. */
export interface PageMessage {
  type: "page";
  reports: string[];
}

export interface PageAnswer {
  isListening: boolean;
  intervalMs: number;
}

/** From the popup. */
export type CommandMessage = { type: "start" } | { type: "stop" };

/** Key of the message for people that says why a command was not carried out; absent if it was. */
export interface CommandAnswer {
  problem?: string;
}

/** Key in `chrome.storage.session` under which the state of the run stands for popup and badge. */
export const STATUS = "status";

export type RunState = "connecting" | "recording" | "offline" | "stopping" | "ended";

/** Key in `chrome.storage.session` under which the state of the device stands for the options page. */
export const DEVICE = "device";

/** What the options page shows of this browser as a device. */
export interface DeviceStatus {
  state: "off" | "connected" | "trying";
  /** The controller's words when it refused. */
  trouble?: string;
}

/** What the popup shows. */
export interface RunStatus {
  state: RunState;
  scenario: string;
  mode: Mode;
  startedAt: number;
  endedAt?: number;
  url?: string;
  /** Percent of one core, of the whole browser, or of the measured pages where DevTools say it. */
  cpu?: number;
  /** Bytes. */
  memory?: number;
  /** Frames that the server does not have yet. */
  waiting: number;
  /** What went wrong last, in the server's words. */
  trouble?: string;
}
