import { expect, test } from "vitest";

import { Outbox, type FrameStore, type StoredFrame } from "./outbox";

class MemoryStore implements FrameStore {
  kept = new Map<number, StoredFrame>();

  async all(): Promise<StoredFrame[]> {
    return [...this.kept.values()].map((frame) => ({ ...frame }));
  }

  async put(frames: StoredFrame[]): Promise<void> {
    for (const frame of frames) this.kept.set(frame.order, { ...frame });
  }

  async remove(orders: number[]): Promise<void> {
    for (const order of orders) this.kept.delete(order);
  }
}

const ROOMY = { frames: 1000, size: 1_000_000 };

function data(at: number) {
  return { type: "data", timestamp: at, metrics: {} } as const;
}

function seqs(texts: string[]): number[] {
  return texts.map((text) => JSON.parse(text).seq);
}

async function filled(count: number, limits = ROOMY) {
  const store = new MemoryStore();
  const outbox = await Outbox.open(store, 0, limits);
  for (let at = 1; at <= count; at += 1) await outbox.add([data(at)], at);
  return { store, outbox };
}

test("frames are numbered from 1 without gaps, in the order in which they came", async () => {
  const { outbox } = await filled(3);
  const texts = await outbox.take(2);
  expect(texts.map((text) => JSON.parse(text))).toEqual([
    { seq: 1, ...data(1) },
    { seq: 2, ...data(2) },
  ]);
  expect(seqs(await outbox.take(9))).toEqual([3]);
  expect(await outbox.take(9)).toEqual([]);
});

test("what is acknowledged is forgotten and nothing else", async () => {
  const { store, outbox } = await filled(3);
  await outbox.take(9);
  await outbox.acknowledge(2);
  expect([...store.kept.values()].map((frame) => frame.seq)).toEqual([3]);
  await outbox.acknowledge(1);
  expect(outbox.confirmed).toBe(2);
  expect(outbox.isUnconfirmed).toBe(true);
});

test("a new socket gets what the server does not have, under the same numbers", async () => {
  const { outbox } = await filled(4);
  await outbox.take(3);
  await outbox.resume(1);
  expect((await outbox.take(9)).map((text) => JSON.parse(text).timestamp)).toEqual([2, 3, 4]);
  await outbox.resume(4);
  expect(outbox.waiting).toBe(0);
});

test("a new life of the service worker goes on with the numbers of the last one", async () => {
  const { store, outbox } = await filled(3);
  await outbox.take(2);
  const next = await Outbox.open(store, 0, ROOMY);
  await next.add([data(4)], 4);
  await next.resume(1);
  const again = (await next.take(9)).map((text) => JSON.parse(text));
  expect(again.map(({ seq, timestamp }) => [seq, timestamp])).toEqual([
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

test("numbers start after what is acknowledged even when nothing is kept", async () => {
  const outbox = await Outbox.open(new MemoryStore(), 17, ROOMY);
  await outbox.add([data(1)], 1);
  expect(seqs(await outbox.take(1))).toEqual([18]);
});

test("a full store thins what was never sent, leaves no gap in the numbers and says so", async () => {
  const { store, outbox } = await filled(60, { frames: 50, size: 1_000_000 });
  const sent = (await outbox.take(100)).map((text) => JSON.parse(text));
  expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, place) => place + 1));
  const lines = sent.filter(({ type }) => type === "console_log");
  expect(lines.length).toBeGreaterThan(0);
  expect(lines[0].data).toMatchObject({ level: "warn", source: "agent" });
  expect(sent.at(-1)).toMatchObject({ type: "data", timestamp: 60 });
  expect(store.kept.size).toBe(sent.length);
});

test("only a window of frames is under way at once", async () => {
  const { outbox } = await filled(600);
  expect(await outbox.take(1000)).toHaveLength(500);
  expect(await outbox.take(1000)).toEqual([]);
  await outbox.acknowledge(10);
  expect(seqs(await outbox.take(1000))).toEqual([501, 502, 503, 504, 505, 506, 507, 508, 509, 510]);
});

test("what a closed run did not take goes into the next one under new numbers", async () => {
  const { store, outbox } = await filled(4);
  await outbox.take(3);
  await outbox.acknowledge(1);
  await outbox.renumber();
  expect(seqs(await outbox.take(9))).toEqual([1, 2, 3]);
  expect([...store.kept.values()].map((frame) => frame.seq)).toEqual([1, 2, 3]);
});
