// One line of the run's log, as a frame. Decides nothing.
import type { LogLevel } from "./dataset";
import type { RunFrame } from "./frames";

export function logLine(level: LogLevel, source: string, text: string, at: number): RunFrame {
  return { type: "console_log", timestamp: at, data: { level, text, source } };
}
