// The comparison in one sentence: who changed most and by how much, what could not be judged, what stayed.
import { figure, quantity } from "../../format/quantity";
import type { Key } from "../../i18n/catalog";
import { en } from "../../i18n/catalog";
import type { Translate } from "../../i18n/locale";
import type { ComparedMetric, Comparison, MetricOfRun, Shift } from "./types";

/** Runs told one by one before the rest is counted; metrics likewise. */
const TOLD = 3;
const TIMES = new Set(["ns", "us", "µs", "ms", "s", "min", "h"]);

interface Change {
  row: ComparedMetric;
  cell: MetricOfRun;
  shift: Shift;
}

/** The first clause is the headline, the others stand beneath it. */
export interface Headline {
  lead: string;
  rest: string;
}

export function headlineOf(comparison: Comparison, names: readonly string[], t: Translate): Headline {
  const about = aboutOf(comparison, t);
  const clauses = [...changed(comparison, names, t), ...unjudged(comparison, names, t)];
  const stays = unchanged(comparison, t);
  if (stays) clauses.push(stays);
  if (clauses.length === 0) clauses.push(t("compare.said.nothing"));
  const [first, ...rest] = clauses;
  return {
    lead: t("compare.said", { about, clause: first! }),
    rest: rest.length > 0 ? t("compare.said.rest", { clauses: rest.join(t("compare.said.and")) }) : "",
  };
}

/** What the runs are of. */
function aboutOf({ runs }: Comparison, t: Translate): string {
  const scenarios = new Set(runs.map(({ run }) => run.scenario));
  const scenario = scenarios.size === 1 ? runs[0]!.run.scenario : t("compare.said.scenarios");
  return runs.length > 2 ? t("compare.said.runs", { count: runs.length, scenario }) : scenario;
}

/** One clause a run that changed: its largest change with its interval. Regressions stand first. */
function changed(comparison: Comparison, names: readonly string[], t: Translate): string[] {
  const reference = names[referenceOf(comparison)]!;
  const found = names.flatMap((name, place) => {
    const changes = ["regressed", "improved"].flatMap((verdict) => changesOf(comparison, place, verdict));
    return changes.length > 0 ? [{ name, changes, bad: changes[0]!.cell.verdict === "regressed" }] : [];
  });
  found.sort((one, other) => Number(other.bad) - Number(one.bad) || sizeOf(other) - sizeOf(one));
  const clauses = found.slice(0, TOLD).map(({ name, changes }) => {
    const clause = told(changes[0]!, level(comparison, changes[0]!), { run: name, reference }, t);
    const same = changes.filter(({ cell }) => cell.verdict === changes[0]!.cell.verdict).length - 1;
    const word =
      changes[0]!.cell.verdict === "regressed" ? "compare.said.more.worse" : "compare.said.more.better";
    return same > 0 ? `${clause}${t(word, { count: same })}` : clause;
  });
  const more = found.length - TOLD;
  return more > 0 ? [...clauses, t("compare.said.others", { count: more })] : clauses;
}

function sizeOf({ changes }: { changes: readonly Change[] }): number {
  return changes[0]?.shift.size ?? Number.POSITIVE_INFINITY;
}

/** The changes of a run with this verdict, the largest in practical limits first. */
function changesOf({ metrics }: Comparison, place: number, verdict: string): Change[] {
  const found = metrics.flatMap((row) => {
    const cell = row.runs[place];
    return cell?.verdict === verdict && cell.shift ? [{ row, cell, shift: cell.shift }] : [];
  });
  return found.sort((one, other) => (other.shift.size ?? Infinity) - (one.shift.size ?? Infinity));
}

function level(comparison: Comparison, { row }: Change): number {
  return row.runs[referenceOf(comparison)]?.median ?? 0;
}

/** `6.8.0 is 11.8 % slower (9.9 to 13.6 %) than 6.7.0 in inference_time`. */
function told(
  { row, shift }: Change,
  level: number,
  who: { run: string; reference: string },
  t: Translate,
): string {
  const sign = shift.shift > 0 ? 1 : -1;
  const [near, far] = sign > 0 ? [shift.low, shift.high] : [-shift.high, -shift.low];
  const percent = (value: number) => share((100 * value) / Math.abs(level));
  const unit = row.unit ?? "";
  const range =
    level === 0
      ? t("compare.said.range", { low: quantity(near, unit), high: quantity(far, unit) })
      : t("compare.said.range", { low: percent(near), high: `${percent(far)} %` });
  const size = level === 0 ? quantity(Math.abs(shift.shift), unit) : `${percent(Math.abs(shift.shift))} %`;
  return t(comparative(unit, row.definition?.direction, sign > 0), {
    ...who,
    metric: row.metric,
    size,
    range,
  });
}

/** One decimal, as long as that says anything. */
function share(percent: number): string {
  return Math.abs(percent) < 1000 ? percent.toFixed(1) : figure(percent);
}

function comparative(unit: string, direction: string | null | undefined, rises: boolean): Key {
  const isLowBetter = direction !== "higher_is_better";
  if (isLowBetter && TIMES.has(unit)) return rises ? "compare.said.slower" : "compare.said.faster";
  if (rises) return isLowBetter ? "compare.said.higher.worse" : "compare.said.higher.better";
  return isLowBetter ? "compare.said.lower.better" : "compare.said.lower.worse";
}

/** The runs of which nothing could be judged, by their reason. */
function unjudged(comparison: Comparison, names: readonly string[], t: Translate): string[] {
  const reasons = new Map<string, string[]>();
  comparison.runs.forEach(({ verdict }, place) => {
    if (verdict?.verdict !== "inconclusive") return;
    const cells = comparison.metrics.flatMap(({ runs }) => runs[place] ?? []);
    const told = cells.find(({ reason }) => reason)?.reason?.kind ?? "nothing";
    const first = cells.length === 0 && comparison.metrics.length > 0 ? "missing_in_run" : told;
    reasons.set(first, [...(reasons.get(first) ?? []), names[place]!]);
  });
  return [...reasons].map(([kind, runs]) =>
    t("compare.said.unjudged", { runs: listed(runs, t), reason: reasonOf(kind, comparison, t) }),
  );
}

/** Why nothing could be judged, in the reader's language. */
export function reasonOf(kind: string, comparison: Comparison, t: Translate): string {
  const keys = comparison.differences.filter(({ decisive }) => decisive).map(({ key }) => key);
  const key = `compare.reason.${kind}`;
  const known = Object.hasOwn(en, key) ? (key as Key) : "compare.reason.nothing";
  return t(known, { keys: listed(keys, t), count: comparison.rules.min_iterations });
}

/** The metrics that stayed in every run that has them. */
function unchanged({ metrics }: Comparison, t: Translate): string | undefined {
  const names = metrics
    .filter(({ runs }) => {
      const words = runs.flatMap((cell) => cell?.verdict ?? []);
      return words.length > 0 && words.every((word) => word === "unchanged");
    })
    .map(({ metric }) => metric);
  if (names.length === 0) return undefined;
  if (names.length > TOLD) return t("compare.said.unchanged.count", { count: figure(names.length) });
  return t("compare.said.unchanged", { metrics: listed(names, t) });
}

/** `a`, `a and b`, `a, b and c`; beyond three the rest is counted. */
function listed(names: readonly string[], t: Translate): string {
  const shown = names.slice(0, TOLD);
  const more = names.length - shown.length;
  if (more > 0) return t("compare.list.more", { names: shown.join(t("compare.list.comma")), count: more });
  if (shown.length < 2) return shown.join("");
  const last = shown[shown.length - 1]!;
  return t("compare.list.and", { names: shown.slice(0, -1).join(t("compare.list.comma")), last });
}

export function referenceOf({ runs, reference }: Comparison): number {
  return Math.max(
    0,
    runs.findIndex(({ run }) => run.id === reference),
  );
}
