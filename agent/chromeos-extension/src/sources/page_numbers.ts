// Numbers the pages of a run in the order in which they were met, so that keys are alike from run to run.

export class PageNumbers {
  private readonly numbers = new Map<number, number>();

  of(tabId: number): number {
    const known = this.numbers.get(tabId);
    if (known !== undefined) return known;
    const next = this.numbers.size + 1;
    this.numbers.set(tabId, next);
    return next;
  }
}
