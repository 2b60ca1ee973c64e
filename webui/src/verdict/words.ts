// Which glyph, tone and word stand for a verdict or an outcome. Color is never the only sign.
import type { Run } from "../api/types";
import type { Key } from "../i18n/catalog";

export type Tone = "worse" | "better" | "unsure" | "neutral";

/** How a verdict or an outcome is shown. */
export interface Sign {
  glyph: string;
  tone: Tone;
  word: Key;
}

const VERDICTS: Readonly<Record<string, Sign>> = {
  regressed: { glyph: "▲", tone: "worse", word: "verdict.regressed" },
  improved: { glyph: "▼", tone: "better", word: "verdict.improved" },
  unchanged: { glyph: "·", tone: "neutral", word: "verdict.unchanged" },
  inconclusive: { glyph: "~", tone: "unsure", word: "verdict.inconclusive" },
};

const OUTCOMES: Readonly<Record<string, Sign>> = {
  completed: { glyph: "·", tone: "neutral", word: "outcome.completed" },
  failed: { glyph: "✕", tone: "worse", word: "outcome.failed" },
  canceled: { glyph: "–", tone: "neutral", word: "outcome.canceled" },
  disconnected: { glyph: "✕", tone: "unsure", word: "outcome.disconnected" },
};

const NOT_JUDGED: Sign = { glyph: "–", tone: "neutral", word: "verdict.none" };
const NO_OUTCOME: Sign = { glyph: "?", tone: "unsure", word: "outcome.unknown" };

export function verdictSign(verdict: string | null | undefined): Sign {
  return (verdict && VERDICTS[verdict]) || NOT_JUDGED;
}

/** The sign of a run: how it ended, where it did not come to its end; otherwise how it was judged. */
export function runSign(run: Pick<Run, "outcome" | "verdict">): Sign {
  if (run.outcome === "completed") return verdictSign(run.verdict);
  if (run.outcome === "unknown" && run.verdict) return verdictSign(run.verdict);
  return OUTCOMES[run.outcome] ?? NO_OUTCOME;
}
