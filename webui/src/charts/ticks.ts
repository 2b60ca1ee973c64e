// Round places on an axis: 1, 2 or 5 times a power of ten apart.

/** About `count` round values between `low` and `high`; none where there is no room between them. */
export function ticksOf(low: number, high: number, count: number): number[] {
  const extent = high - low;
  // Ends that lie farther apart than the largest number.
  if (extent === Number.POSITIVE_INFINITY && Number.isFinite(low) && Number.isFinite(high))
    return ticksOf(low / 4, high / 4, count).map((value) => 4 * value);
  if (!(extent > 0) || !Number.isFinite(extent)) return [];
  const rough = extent / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.8) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => (first + place) * step);
}
