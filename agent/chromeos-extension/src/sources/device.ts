// CPU and memory of the whole device, from counters that Chrome shows to extensions. Never a single process.

/** The cumulative counters of one logical processor. */
export interface ProcessorTimes {
  idle: number;
  total: number;
}

/** Share of time that the processors were not idle between two readings, percent; absent where they cannot say. */
export function busyPercent(
  before: readonly ProcessorTimes[],
  after: readonly ProcessorTimes[],
): number | undefined {
  if (before.length !== after.length) return undefined;
  const sum = (times: readonly ProcessorTimes[], name: keyof ProcessorTimes) =>
    times.reduce((total, processor) => total + processor[name], 0);
  const total = sum(after, "total") - sum(before, "total");
  const idle = sum(after, "idle") - sum(before, "idle");
  // A counter that fell began anew.
  if (!(total > 0) || idle < 0 || idle > total) return undefined;
  return ((total - idle) / total) * 100;
}
