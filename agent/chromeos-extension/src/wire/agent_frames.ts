// The frames of the controller's `/ws/agent`, by which this browser is a device that scenarios run on. Holds no logic.
import type { Assignment } from "../drive/scenario";
import type { FailedStep } from "./dataset";
import type { AttemptRef } from "./frames";

export type DeviceState = "ready" | "busy" | { unavailable: string };

export type AttemptOutcome =
  "completed" | "canceled" | { step_failed: FailedStep } | { infrastructure: { reason: string } };

export interface DeviceAdvert {
  device: string;
  platform: string;
  os: string;
  arch: string;
  facts: Record<string, string>;
  browsers: { kind: string; version: string; binary: string; driver_version: string }[];
  state: DeviceState;
  /** Words of the steps, and of the conditions of `wait_for`, that this device can do. */
  steps: string[];
  conditions: string[];
}

export type AgentFrame =
  | {
      type: "hello";
      token: string;
      agent: string;
      name: string;
      version: string;
      labels: Record<string, string>;
      device: DeviceAdvert;
      running: AttemptRef[];
    }
  | { type: "heartbeat"; state: DeviceState; running: AttemptRef[] }
  | { type: "accepted"; attempt: AttemptRef }
  | { type: "rejected"; attempt: AttemptRef; reason: string }
  | {
      type: "step";
      attempt: AttemptRef;
      at: number;
      iteration: number;
      number: number;
      name: string;
      state: string;
      failure?: string;
    }
  | { type: "attachment"; attempt: AttemptRef; name: string; media_type: "image/png"; content: string }
  | { type: "result"; attempt: AttemptRef; run_id?: string; outcome: AttemptOutcome };

export type ControllerFrame =
  | { type: "registered"; heartbeat_interval_ms: number; lease_duration_ms: number; ended: AttemptRef[] }
  | ({ type: "assignment" } & Assignment)
  | { type: "cancel"; attempt: AttemptRef; reason: string }
  | { type: "attempt_ended"; attempt: AttemptRef }
  | { type: "attachment_acknowledged"; attempt: AttemptRef; name: string }
  | { type: "result_acknowledged"; attempt: AttemptRef }
  | { type: "drain" }
  | { type: "error"; code: number; msg: string; fatal: boolean };

const TYPES = [
  "registered",
  "assignment",
  "cancel",
  "attempt_ended",
  "attachment_acknowledged",
  "result_acknowledged",
  "drain",
  "error",
];

/** Reads what the controller said; absent for what is no frame of this protocol. */
export function readControllerFrame(text: string): ControllerFrame | undefined {
  try {
    const frame = JSON.parse(text) as ControllerFrame | null;
    return frame !== null && TYPES.includes(frame.type) ? frame : undefined;
  } catch {
    return undefined;
  }
}
