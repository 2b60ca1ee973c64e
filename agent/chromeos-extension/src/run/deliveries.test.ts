import { expect, test } from "vitest";

import { Deliveries, type Delivery } from "./deliveries";

const attempt = { job: "j", number: 1 };
const result: Delivery = { type: "result", attempt, outcome: "completed" };
const picture = (name: string): Delivery => {
  return { type: "attachment", attempt, name, media_type: "image/png", content: "" };
};

test("a result waits for its pictures and for nothing else", () => {
  const deliveries = new Deliveries();
  deliveries.add(picture("a.png"));
  deliveries.add(result);
  const other: Delivery = { type: "result", attempt: { job: "k", number: 2 }, outcome: "canceled" };
  deliveries.add(other);
  expect(deliveries.due).toEqual([picture("a.png"), other]);
  deliveries.pictureArrived({ job: "j", number: 2 }, "a.png");
  expect(deliveries.due).toHaveLength(2);
  deliveries.pictureArrived(attempt, "a.png");
  expect(deliveries.due).toEqual([result, other]);
});

test("what is acknowledged is forgotten, and an attempt that ended with its pictures", () => {
  const deliveries = new Deliveries([picture("a.png"), result]);
  expect(deliveries.attempts).toEqual([attempt]);
  deliveries.over(attempt);
  expect(deliveries.all).toEqual([]);
});
