// Gives the observers a way to report, before they run. Reports nothing itself.

type Send = (report: string) => void;

interface World {
  __perfsight?: Send;
  __perfsightRelay?: { stop(): void };
}

const world = globalThis as World;

let receiver: Send = () => {};

/** Where reports go from now on. */
export function receiveReports(next: Send): void {
  receiver = next;
}

/** Ends the relay of an earlier run in this document and registers this one. */
export function replaceRelay(relay: { stop(): void }): void {
  world.__perfsightRelay?.stop();
  world.__perfsightRelay = relay;
}

// The observers take this away as soon as they have it.
world.__perfsight = (report) => receiver(report);
