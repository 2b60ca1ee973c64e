// Which glyph, tone and word stand for what became of a tick.
import type { Sign } from "../../verdict/words";

const FATES: Readonly<Record<string, Sign>> = {
  fired: { glyph: "●", tone: "neutral", word: "fate.fired" },
  waiting: { glyph: "…", tone: "neutral", word: "fate.waiting" },
  skipped: { glyph: "–", tone: "unsure", word: "fate.skipped" },
  missed: { glyph: "○", tone: "unsure", word: "fate.missed" },
  failed: { glyph: "✕", tone: "worse", word: "fate.failed" },
};

export function fateSign(fate: string): Sign {
  return FATES[fate] ?? { glyph: "?", tone: "unsure", word: "fate.failed" };
}
