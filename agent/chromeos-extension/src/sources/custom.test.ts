import { expect, test } from "vitest";

import { CustomKeys, RATE, Valve } from "./custom";

function read(json: string) {
  return new CustomKeys((key) => key === "dom_nodes").read(json);
}

test("a metric keeps its unit and meaning", () => {
  expect(read('{"key":"cart.items","value":3,"unit":"count","meaning":"Items"}')).toEqual({
    key: "cart.items",
    value: 3,
    unit: "count",
    meaning: "Items",
  });
  expect(read('{"key":"a","value":-1.5,"unit":null}')).toEqual({ key: "a", value: -1.5 });
});

test("what is no metric is told apart as the desktop agent does", () => {
  for (const [json, complaint] of [
    ["7", "must be an object"],
    ["{", "must be an object"],
    ['{"key":"a"}', "must be an object"],
    ['{"key":"a","value":"3"}', "must be an object"],
    ['{"key":"a","value":1e999}', "must be an object"],
    ['{"key":"a","value":1,"uint":"ms"}', "must be an object"],
    ['{"key":"","value":1}', "letters, digits"],
    ['{"key":"a b","value":1}', "letters, digits"],
    ['{"key":"dom_nodes","value":1}', "built-in"],
    [`{"key":"${"k".repeat(101)}","value":1}`, "letters, digits"],
    [`{"key":"a","value":1,"unit":"${"u".repeat(33)}"}`, "longer than 32"],
  ] as const) {
    expect(read(json), json).toContain(complaint);
  }
});

test("keys are limited and known ones stay welcome", () => {
  const keys = new CustomKeys(() => false);
  const sent = (place: number) => keys.read(`{"key":"k${place}","value":1}`);
  for (let place = 0; place < 200; place += 1) expect(sent(place)).toBeTypeOf("object");
  expect(sent(200)).toContain("is dropped");
  expect(sent(0)).toBeTypeOf("object");
});

test("a flood is held back for the rest of its second and counted once", () => {
  const valve = new Valve();
  const passed = Array.from({ length: RATE + 5 }, () => valve.pass(10)).filter(Boolean);
  expect(passed).toHaveLength(RATE);
  expect([valve.takeHeld(), valve.takeHeld()]).toEqual([5, 0]);
  expect(valve.pass(1010)).toBe(true);
});
