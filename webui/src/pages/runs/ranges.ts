// Spans of time by name and by day, as instants.

/** Spans that end now, by the word that the address has for them. */
export const RANGES = ["night", "24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];

const HOUR_MS = 3_600_000;
const HOURS: Readonly<Record<Exclude<Range, "night">, number>> = { "24h": 24, "7d": 168, "30d": 720 };
/** A span that ends now begins at a multiple of this, so that the same question is asked for a while. */
const STEP_MS = 5 * 60_000;
/** A night lasts from this hour of the day before… */
const EVENING = 18;
/** …to this one, in the reader's zone. */
const NOON = 12;

/** `from` inclusive, `to` exclusive; what is absent is no limit. */
export interface Span {
  from?: Date;
  to?: Date;
}

export function spanOf(asked: { range?: string; from?: string; to?: string }, now: Date): Span {
  if (asked.range === "night") return lastNight(now);
  if (asked.range !== undefined && Object.hasOwn(HOURS, asked.range)) {
    const from = now.getTime() - HOURS[asked.range as keyof typeof HOURS] * HOUR_MS;
    return { from: new Date(Math.floor(from / STEP_MS) * STEP_MS) };
  }
  const from = midnight(asked.from, 0);
  const to = midnight(asked.to, 1);
  return { ...(from && { from }), ...(to && { to }) };
}

function lastNight(now: Date): Span {
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  return { from: at(-1, EVENING), to: at(0, NOON) };
}

function midnight(day: string | undefined, later: number): Date | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later);
}
