// The frames of one run from the moment they are made until the server has them on disk. Gives sequence numbers;
// never lets a frame go that the server may still need, and never gives two frames the same number.
import type { RunFrame } from "../wire/frames";
import { describeThinning, planThinning, type Entry, type Limits } from "./thinning";

export interface StoredFrame extends Entry {
  /** JSON of the frame without its sequence number. */
  text: string;
}

/** Where frames stay when the service worker ends. Every call is one transaction. */
export interface FrameStore {
  all(): Promise<StoredFrame[]>;
  put(frames: StoredFrame[]): Promise<void>;
  remove(orders: number[]): Promise<void>;
}

export const LIMITS: Limits = { frames: 50_000, size: 48 * 1024 * 1024 };

/** Frames under way at once. */
const WINDOW = 500;

export class Outbox {
  private frames: StoredFrame[] = [];
  private nextOrder = 1;
  private lastSeq: number;
  /** Highest number that was handed to the present socket. */
  private sent = 0;
  private acknowledged: number;

  private constructor(
    private readonly store: FrameStore,
    lastSeq: number,
    private readonly limits: Limits,
  ) {
    this.lastSeq = lastSeq;
    this.acknowledged = lastSeq;
  }

  /** Takes up what an earlier life of the service worker left; `acknowledged` is the last number that was confirmed. */
  static async open(store: FrameStore, acknowledged: number, limits = LIMITS): Promise<Outbox> {
    const outbox = new Outbox(store, acknowledged, limits);
    outbox.frames = (await store.all()).sort((one, other) => one.order - other.order);
    outbox.nextOrder = (outbox.frames.at(-1)?.order ?? 0) + 1;
    const numbers = outbox.frames.map((frame) => frame.seq ?? 0);
    outbox.lastSeq = numbers.reduce((most, seq) => Math.max(most, seq), acknowledged);
    return outbox;
  }

  /** Frames that the server does not have for certain. */
  get waiting(): number {
    return this.frames.length;
  }

  /** Whether something was handed to the present socket and not confirmed. */
  get isUnconfirmed(): boolean {
    return this.sent > this.acknowledged;
  }

  get confirmed(): number {
    return this.acknowledged;
  }

  /** Keeps frames. When the store is full, older unsent samples go and a line of the run says so. */
  async add(frames: readonly RunFrame[], at: number): Promise<void> {
    const added = frames.map((frame) => this.stored(frame, at));
    this.frames.push(...added);
    const thinning = planThinning(this.frames, this.limits);
    if (thinning === undefined) return this.store.put(added);
    const gone = new Set(thinning.orders);
    const data = { level: "warn", source: "agent", text: describeThinning(thinning) } as const;
    const line = this.stored({ type: "console_log", timestamp: at, data }, at);
    this.frames = [...this.frames.filter((kept) => !gone.has(kept.order)), line];
    await this.store.remove(thinning.orders);
    await this.store.put([...added.filter((kept) => !gone.has(kept.order)), line]);
  }

  /** The next frames for the present socket, numbered; a new number is on disk before the frame is handed out. */
  async take(most: number): Promise<string[]> {
    const room = Math.min(most, WINDOW - (this.sent - this.acknowledged));
    if (room <= 0) return [];
    const due = this.frames.filter((frame) => frame.seq === null || frame.seq > this.sent).slice(0, room);
    const fresh = due.filter((frame) => frame.seq === null);
    for (const frame of fresh) {
      this.lastSeq += 1;
      frame.seq = this.lastSeq;
    }
    if (fresh.length > 0) await this.store.put(fresh);
    this.sent = due.at(-1)?.seq ?? this.sent;
    return due.map((frame) => `{"seq":${frame.seq},${frame.text.slice(1)}`);
  }

  /** The server has everything up to this number on disk. */
  async acknowledge(seq: number): Promise<void> {
    if (seq <= this.acknowledged) return;
    this.acknowledged = seq;
    const gone = this.frames.filter((frame) => frame.seq !== null && frame.seq <= seq);
    this.frames = this.frames.filter((frame) => frame.seq === null || frame.seq > seq);
    if (gone.length > 0) await this.store.remove(gone.map((frame) => frame.order));
  }

  /** A new socket: everything that the server does not have is handed out again. */
  async resume(lastSeq: number): Promise<void> {
    await this.acknowledge(lastSeq);
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
    this.sent = this.acknowledged;
  }

  /** What is left goes into another run: it is numbered anew. */
  async renumber(): Promise<void> {
    for (const frame of this.frames) frame.seq = null;
    [this.lastSeq, this.sent, this.acknowledged] = [0, 0, 0];
    await this.store.put(this.frames);
  }

  /** Forgets everything, for the next run. */
  async clear(): Promise<void> {
    const orders = this.frames.map((frame) => frame.order);
    this.frames = [];
    await this.store.remove(orders);
  }

  private stored(frame: RunFrame, at: number): StoredFrame {
    const text = JSON.stringify(frame);
    return { order: this.nextOrder++, seq: null, kind: frame.type, size: text.length, at, text };
  }
}
