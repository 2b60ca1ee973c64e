// Which glyph, tone and word stand for where an alert or a notice stands. Color is never the only sign.
import type { Sign } from "./words";

const STATES: Readonly<Record<string, Sign>> = {
  open: { glyph: "▲", tone: "worse", word: "alerts.state.open" },
  acknowledged: { glyph: "◐", tone: "neutral", word: "alerts.state.acknowledged" },
  resolved: { glyph: "✓", tone: "neutral", word: "alerts.state.resolved" },
};

const DELIVERIES: Readonly<Record<string, Sign>> = {
  waiting: { glyph: "…", tone: "unsure", word: "alerts.delivery.waiting" },
  delivered: { glyph: "✓", tone: "neutral", word: "alerts.delivery.delivered" },
  given_up: { glyph: "✕", tone: "worse", word: "alerts.delivery.given_up" },
};

const BAD: Sign = { glyph: "▲", tone: "worse", word: "alerts.runs.bad" };
const GOOD: Sign = { glyph: "·", tone: "neutral", word: "alerts.runs.good" };

export function stateSign(state: string): Sign {
  return STATES[state] ?? STATES["open"]!;
}

export function deliverySign(state: string): Sign {
  return DELIVERIES[state] ?? DELIVERIES["waiting"]!;
}

export function runSign(bad: boolean): Sign {
  return bad ? BAD : GOOD;
}
