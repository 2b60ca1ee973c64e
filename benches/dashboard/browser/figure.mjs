// A figure as the bench's table wants it.

/** `most`: the goal is the most that it may be; otherwise the least. */
export function figure(name, unit, value, goal, { most = true, note } = {}) {
  return { name, unit, value: value ?? null, goal: goal ?? null, most, note: note ?? null };
}

/** The smallest value that this share of all does not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
