// What is kept of a run beside its frames, and what an answer of the server makes of it. Never touches storage.
import type { Mode } from "../probe/probe";
import type { Hello, RunHello } from "../wire/frames";

export interface RunRecord {
  socket: string;
  token: string;
  hello: RunHello;
  mode: Mode;
  intervalMs: number;
  startedAt: number;
  /** Set when the server admitted the run. */
  admitted?: { runId: string; url: string; resumeToken: string };
  isStopping: boolean;
  ended?: { at: number; trouble?: string };
}

/** First frame of a new socket. */
export function helloOf(record: RunRecord): Hello {
  const { token, hello, admitted } = record;
  if (admitted === undefined) return { type: "hello", token, ...hello };
  const resume = { run_id: admitted.runId, resume_token: admitted.resumeToken };
  return { type: "hello", token, client: hello.client, resume };
}

/** What becomes of a run when the server refuses: another try, a further run, or its end. */
export type Refusal = "retry" | "continue" | "end";

/** Codes of the controller's table: the run is not known any more, and what may pass by itself. */
const UNKNOWN_RUN = 1001;
const PASSING = [1004, 1005, 1006, 1007, 1010];

export function afterFatal(code: number, record: RunRecord): Refusal {
  if (code === UNKNOWN_RUN && record.admitted !== undefined) return "continue";
  return PASSING.includes(code) ? "retry" : "end";
}

/** The run that goes on where the server closed one while the device was away. */
export function continued(record: RunRecord): { record: RunRecord; line: string } {
  const { admitted, ...rest } = record;
  return {
    record: rest,
    line: `goes on after run ${admitted?.runId ?? ""}, which the server closed while this device was away`,
  };
}

/** Clocks that differ by less are as good as equal: a frame's way takes part of it, ms. */
const CLOCK_MS = 2000;

/** A line for the run's log where this device's clock is not the server's. */
export function clockLine(serverTime: number, now: number): string | undefined {
  const ahead = now - serverTime;
  if (serverTime === 0 || Math.abs(ahead) < CLOCK_MS) return undefined;
  const seconds = (Math.abs(ahead) / 1000).toFixed(1);
  return `this device's clock is ${seconds} s ${ahead > 0 ? "ahead of" : "behind"} the server's`;
}
