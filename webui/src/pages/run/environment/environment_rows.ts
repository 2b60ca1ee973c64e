// The conditions of a run beside those of its baseline.
import type { RunDetail } from "../../../api/types";

export interface Condition {
  key: string;
  /** This run's value; absent where it has none. */
  here: string | undefined;
  /** The baseline's value, where it differs and has one. */
  baseline: string | undefined;
  differs: boolean;
}

/** Differences first, then everything by name. */
export function environmentRows({ meta, verdict }: Pick<RunDetail, "meta" | "verdict">): Condition[] {
  const changes = new Map((verdict?.fingerprint_changes ?? []).map((change) => [change.key, change]));
  const own = { ...meta.env, ...meta.fingerprint };
  const keys = [...new Set([...Object.keys(own), ...changes.keys()])];
  const rows = keys.map((key) => {
    const change = changes.get(key);
    return {
      key,
      here: own[key] ?? change?.run ?? undefined,
      baseline: change?.baseline ?? undefined,
      differs: change !== undefined,
    };
  });
  return rows.sort(
    (one, other) => Number(other.differs) - Number(one.differs) || one.key.localeCompare(other.key),
  );
}
