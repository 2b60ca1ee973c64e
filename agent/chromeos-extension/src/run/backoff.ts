// How long to wait before the next try. Never draws chance itself.

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Doubles with each failure up to 15 s; `chance` (0 to 1) takes up to half of it away. */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.min(failures, 16), LONGEST_MS);
  return Math.round(whole * (1 - Math.min(Math.max(chance, 0), 1) / 2));
}
