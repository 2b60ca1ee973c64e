// Times in the reader's zone, lengths in units that fit.
import { figure } from "./quantity";

/** `2026-11-22 09:41` in the reader's zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The same instant in UTC, for a hover. */
export function utc(iso: string): string {
  return new Date(iso).toISOString().replace("T", " ").replace("Z", " UTC");
}

/** `420 µs`, `1.4 ms`, `850 ms`, `12.4 s`, `3 min 05 s`. */
export function span(ms: number): string {
  if (ms > 0 && ms < 1) return `${figure(ms * 1000)} µs`;
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** A place on a run's time axis: `12.4 s`, `3:05`, `1:03:05`. */
export function seconds(ms: number): string {
  if (Math.abs(ms) < 60_000) return `${Number((ms / 1000).toFixed(2))} s`;
  const whole = ms / 1000;
  const rest = Number((whole % 60).toFixed(1));
  const tail = String(rest).padStart(Number.isInteger(rest) ? 2 : 4, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${tail}`;
}

/** How long ago or how far ahead, in one unit: `40 s`, `12 min`, `14 h`, `3 d`. */
export function roughly(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
