// One series while it is measured: samples at its end, gaps where it stood still, the oldest let go when there are too many.

/** Four hours at one sample a second. */
export const MOST_SAMPLES = 14_400;
const LET_GO = MOST_SAMPLES / 10;
const HOLE = 2.5;
/** So many steps tell what is usual. */
const STEPS = 16;

export class Growing {
  readonly at: number[] = [];
  readonly values: (number | null)[] = [];
  readonly #steps: number[] = [];
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  /** Takes the next sample; one that is older than the last is out of place and left out. */
  push(at: number, value: number): void {
    const before = this.at[this.at.length - 1];
    if (before !== undefined) {
      if (at <= before) return;
      if (this.#steps.length >= STEPS / 4 && at - before > HOLE * this.#usual()) {
        this.at.push((before + at) / 2);
        this.values.push(null);
      }
      this.#steps.push(at - before);
      if (this.#steps.length > STEPS) this.#steps.shift();
    }
    this.at.push(at);
    this.values.push(value);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    if (this.at.length > MOST_SAMPLES) {
      this.at.splice(0, LET_GO);
      this.values.splice(0, LET_GO);
    }
  }

  #usual(): number {
    const sorted = [...this.#steps].sort((one, other) => one - other);
    return sorted[Math.floor(0.75 * sorted.length)] ?? Number.POSITIVE_INFINITY;
  }
}
