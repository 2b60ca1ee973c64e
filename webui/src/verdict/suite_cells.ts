// What a cell of a suite run shows: how its run was judged, or where its job stands.
import type { Schemas } from "../api/client";
import type { Translate } from "../i18n/locale";
import type { Cell } from "./strip";
import { verdictSign, type Sign } from "./words";

export type SuiteRun = Schemas["SuiteRunView"];
export type SuiteCell = SuiteRun["cells"][number];

const STATES: Readonly<Record<string, Sign>> = {
  queued: { glyph: "…", tone: "neutral", word: "cell.queued" },
  assigned: { glyph: "…", tone: "neutral", word: "cell.assigned" },
  running: { glyph: "▸", tone: "neutral", word: "cell.running" },
  failed: { glyph: "✕", tone: "worse", word: "cell.failed" },
  timed_out: { glyph: "✕", tone: "worse", word: "cell.timedOut" },
  infrastructure: { glyph: "✕", tone: "unsure", word: "cell.infrastructure" },
  canceled: { glyph: "–", tone: "neutral", word: "cell.canceled" },
};

/** The sign of a cell: its run's verdict once there is one, its job's state before and otherwise. */
export function cellSign(cell: Pick<SuiteCell, "state" | "verdict">): Sign {
  return STATES[cell.state] ?? verdictSign(cell.verdict);
}

/** What tells a cell from the others of its suite, from start to start. */
export function cellKey(cell: Pick<SuiteCell, "entry" | "device" | "parameters">): string {
  return JSON.stringify([cell.entry, cell.device, Object.entries(cell.parameters).sort()]);
}

/** `checkout (size=s) · linux, gpu`. */
export function cellName(cell: Pick<SuiteCell, "entry" | "device" | "parameters">): string {
  const parameters = Object.entries(cell.parameters).map(([name, value]) => `${name}=${value}`);
  const combination = parameters.length > 0 ? ` (${parameters.join(", ")})` : "";
  return `${cell.entry}${combination} · ${cell.device}`;
}

/** The cells of a suite run as a strip shows them. */
export function stripCells(run: SuiteRun, t: Translate): Cell[] {
  return run.cells.map((cell) => {
    const sign = cellSign(cell);
    const reason = cell.state !== "completed" && cell.reason ? ` (${cell.reason})` : "";
    return {
      key: cell.job_id,
      sign,
      words: `${cellName(cell)}: ${t(sign.word)}${reason}`,
      href: cell.run_id ? `/runs/${cell.run_id}` : undefined,
    };
  });
}

/** How many cells have each word, worst first: what a sentence about a suite run says. */
export function counted(run: SuiteRun): { sign: Sign; count: number }[] {
  const order = ["worse", "unsure", "better", "neutral"];
  const counts = new Map<string, { sign: Sign; count: number }>();
  for (const cell of run.cells) {
    const sign = cellSign(cell);
    const known = counts.get(sign.word) ?? { sign, count: 0 };
    counts.set(sign.word, { sign, count: known.count + 1 });
  }
  return [...counts.values()].sort((a, b) => order.indexOf(a.sign.tone) - order.indexOf(b.sign.tone));
}
