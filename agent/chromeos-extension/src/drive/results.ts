// One value per metric for each iteration, out of the values that fell into it; the same rules as the desktop agent's.
// Never fills in what nobody measured.
import type { MeasuredValue } from "../sources/page_reports";
import type { Aggregate, Definition } from "../wire/dataset";
import type { MetricSpec } from "./scenario";

/** What a step measured without the scenario saying more of it is shown and never judged. */
export const UNDEFINED: Definition = {
  unit: "number",
  meaning: "Measured by a step; the scenario does not define it",
  aggregate: "median",
};

/** Puts what the scenario says of its metrics over what is built in. */
export function defineMetrics(
  builtIn: Record<string, Definition>,
  metrics: readonly MetricSpec[],
  stepKeys: readonly string[],
): Record<string, Definition> {
  const definitions = { ...builtIn };
  for (const key of stepKeys) definitions[key] ??= UNDEFINED;
  for (const spec of metrics) {
    const { key, unit, meaning, direction, aggregate, threshold } = spec;
    const { practical_percent: percent, practical_absolute: absolute } = spec;
    const isLimited = percent !== null || absolute !== null;
    const own = { ...(percent === null ? {} : { percent }), ...(absolute === null ? {} : { absolute }) };
    const limit = isLimited ? own : definitions[key]?.practical_limit;
    definitions[key] = {
      unit,
      meaning,
      direction,
      aggregate,
      ...(threshold === null ? {} : { threshold }),
      ...(limit === undefined ? {} : { practical_limit: limit }),
    };
  }
  return definitions;
}

/** The results of one iteration from the values of its time. A key without a definition gets the median. */
export function aggregateValues(
  values: readonly MeasuredValue[],
  definitions: Record<string, Definition>,
): Record<string, number> {
  const results: Record<string, number> = {};
  for (const key of new Set(values.map((value) => value.key))) {
    const own = values.filter((value) => value.key === key).sort((one, other) => one.at - other.at);
    const definition = definitions[key] ?? UNDEFINED;
    if (definition.aggregate === undefined) continue;
    results[key] = aggregate(
      own.map(({ value }) => value),
      definition.aggregate,
    );
  }
  return results;
}

function aggregate(values: number[], by: Aggregate): number {
  const sorted = [...values].sort((one, other) => one - other);
  const sum = values.reduce((total, value) => total + value, 0);
  switch (by) {
    case "mean":
      return sum / values.length;
    case "median":
      return quantile(sorted, 0.5);
    case "p95":
      return quantile(sorted, 0.95);
    case "p99":
      return quantile(sorted, 0.99);
    case "min":
      return sorted[0] ?? NaN;
    case "max":
      return sorted.at(-1) ?? NaN;
    case "sum":
      return sum;
    case "last":
      return values.at(-1) ?? NaN;
    case "count":
      return values.length;
  }
}

/** Linear interpolation between the closest ranks (Hyndman and Fan's type 7), as in every statistic of a Dataset. */
function quantile(sorted: number[], p: number): number {
  const rank = (sorted.length - 1) * p;
  const [below, above] = [sorted[Math.floor(rank)] ?? NaN, sorted[Math.ceil(rank)] ?? NaN];
  return below + (above - below) * (rank - Math.floor(rank));
}
