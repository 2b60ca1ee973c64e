// What an attempt leaves for the controller: pictures first, then its result, each until it is acknowledged. Pure.
import type { AgentFrame } from "../wire/agent_frames";
import type { AttemptRef } from "../wire/frames";

export type Delivery = Extract<AgentFrame, { type: "attachment" | "result" }>;

/** More pictures of one attempt than this are not kept. */
const MOST_PICTURES = 50;

export class Deliveries {
  constructor(private waiting: Delivery[] = []) {}

  /** As it is kept on disk. */
  get all(): readonly Delivery[] {
    return this.waiting;
  }

  /** Attempts that the controller has not heard the last of. */
  get attempts(): AttemptRef[] {
    return this.waiting.flatMap((each) => (each.type === "result" ? [each.attempt] : []));
  }

  add(delivery: Delivery): void {
    const pictures = this.waiting.filter(({ type }) => type === "attachment").length;
    if (delivery.type === "attachment" && pictures >= MOST_PICTURES) return;
    this.waiting.push(delivery);
  }

  /** What may be sent now: a result only when its pictures have arrived. */
  get due(): Delivery[] {
    const hasPictures = (attempt: AttemptRef) =>
      this.waiting.some((each) => each.type === "attachment" && isSame(each.attempt, attempt));
    return this.waiting.filter((each) => each.type === "attachment" || !hasPictures(each.attempt));
  }

  pictureArrived(attempt: AttemptRef, name: string): void {
    this.drop((each) => each.type === "attachment" && each.name === name && isSame(each.attempt, attempt));
  }

  /** The controller knows how the attempt ended, or counts it no more. */
  over(attempt: AttemptRef): void {
    this.drop((each) => isSame(each.attempt, attempt));
  }

  private drop(isGone: (each: Delivery) => boolean): void {
    this.waiting = this.waiting.filter((each) => !isGone(each));
  }
}

export function isSame(one: AttemptRef, other: AttemptRef): boolean {
  return one.job === other.job && one.number === other.number;
}
