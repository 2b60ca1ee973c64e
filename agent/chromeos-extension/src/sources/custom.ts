// Metrics that a page reports by itself. Judges what it sends; never trusts its size, its rate or its words.

/** A console line that begins with this and a blank holds a custom metric as JSON. */
export const PREFIX = "PERFSIGHT ";

const KEY_CHARS = 100;
const KEYS = 200;
const UNIT_CHARS = 32;
const MEANING_CHARS = 300;
/** Most values a second, and most console lines a second. */
export const RATE = 200;

export interface PageMetric {
  key: string;
  value: number;
  unit?: string;
  meaning?: string;
}

/** The custom keys of one run. */
export class CustomKeys {
  private readonly known = new Set<string>();

  constructor(private readonly isBuiltIn: (key: string) => boolean) {}

  /** Reads one metric; a text says what is wrong with it and goes into the run's log. */
  read(json: string): PageMetric | string {
    const sent = parse(json);
    if (sent === undefined) {
      return 'a custom metric must be an object such as {"key":"cart.items","value":3,"unit":"count"}';
    }
    const { key } = sent;
    if (!new RegExp(`^[A-Za-z0-9._/:-]{1,${KEY_CHARS}}$`).test(key)) {
      const shown = key.slice(0, KEY_CHARS);
      return `the metric key \`${shown}\` must have 1 to ${KEY_CHARS} letters, digits, \`.\`, \`_\`, \`-\`, \`/\` or \`:\``;
    }
    if ((sent.unit?.length ?? 0) > UNIT_CHARS || (sent.meaning?.length ?? 0) > MEANING_CHARS) {
      return `the metric \`${key}\` has a unit longer than ${UNIT_CHARS} or a meaning longer than ${MEANING_CHARS} characters`;
    }
    if (this.isBuiltIn(key)) return `the metric key \`${key}\` belongs to a built-in metric; choose another`;
    if (!this.known.has(key) && this.known.size >= KEYS) {
      return `the metric \`${key}\` is dropped: a run may have ${KEYS} custom keys`;
    }
    this.known.add(key);
    return sent;
  }
}

function parse(json: string): PageMetric | undefined {
  let sent: unknown;
  try {
    sent = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return undefined;
  const { key, value, unit, meaning, ...rest } = sent as Record<string, unknown>;
  const isText = (text: unknown) => text === undefined || text === null || typeof text === "string";
  if (typeof key !== "string" || typeof value !== "number" || !isText(unit) || !isText(meaning))
    return undefined;
  if (!Number.isFinite(value) || Object.keys(rest).length > 0) return undefined;
  return {
    key,
    value,
    ...(typeof unit === "string" ? { unit } : {}),
    ...(typeof meaning === "string" ? { meaning } : {}),
  };
}

/** Lets `RATE` things a second through and counts the others. */
export class Valve {
  private windowAt = -Infinity;
  private passed = 0;
  private heldBack = 0;

  pass(now: number): boolean {
    if (now - this.windowAt >= 1000) {
      this.windowAt = now;
      this.passed = 0;
    }
    const isOpen = this.passed < RATE;
    if (isOpen) this.passed += 1;
    else this.heldBack += 1;
    return isOpen;
  }

  /** How many were held back since the last time that somebody asked. */
  takeHeld(): number {
    const held = this.heldBack;
    this.heldBack = 0;
    return held;
  }
}
