import { expect, test } from "vitest";

import { FRESH_LINK, linkDeadline, stepLink, type LinkEffect, type LinkInput, type LinkState } from "./link";

const tick: LinkInput = { kind: "tick", unacknowledgedSince: undefined };
const closed: LinkInput = { kind: "closed", chance: 0 };

function play(inputs: [number, LinkInput][]): { state: LinkState; effects: LinkEffect[] } {
  let state = FRESH_LINK;
  const effects: LinkEffect[] = [];
  for (const [now, input] of inputs) {
    const [next, more] = stepLink(state, input, now);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

const UP: [number, LinkInput][] = [
  [0, tick],
  [10, { kind: "opened" }],
  [20, { kind: "admitted" }],
];

test("a link connects, greets and sends what waits", () => {
  expect(play(UP)).toEqual({ state: { kind: "open" }, effects: ["connect", "greet", "flush"] });
});

test("a dropped link is opened again, later with each failure", () => {
  const { state } = play([...UP, [1000, closed]]);
  expect(state).toEqual({ kind: "down", retryAt: 1500, failures: 1 });
  expect(stepLink(state, tick, 1499)[1]).toEqual([]);
  const [opening, effects] = stepLink(state, tick, 1500);
  expect(effects).toEqual(["connect"]);
  expect(stepLink(opening, closed, 1600)[0]).toEqual({ kind: "down", retryAt: 2600, failures: 2 });
});

test("a server that says nothing and one that acknowledges nothing are left", () => {
  const { state } = play([[0, tick]]);
  expect(stepLink(state, tick, 15_000)[1]).toEqual(["disconnect"]);
  const open = play(UP).state;
  const silent: LinkInput = { kind: "tick", unacknowledgedSince: 100 };
  expect(stepLink(open, silent, 20_100)[1]).toEqual([]);
  expect(stepLink(open, silent, 20_101)[1]).toEqual(["disconnect"]);
  expect(linkDeadline(open, 100)).toBe(20_101);
  expect(linkDeadline(open, undefined)).toBeUndefined();
});

test("a finished link stays finished", () => {
  const { state, effects } = play([...UP, [30, { kind: "finish" }], [40, closed], [99_999, tick]]);
  expect(state).toEqual({ kind: "finished" });
  expect(effects).toEqual(["connect", "greet", "flush", "disconnect"]);
});
