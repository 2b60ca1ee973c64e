import { expect, test } from "vitest";

import { headlineOf } from "./sentence";

test("a short sentence is the headline as it stands", () => {
  expect(headlineOf("inference_time is 11.8 % slower; 6 other metrics unchanged.")).toEqual({
    lead: "inference_time is 11.8 % slower; 6 other metrics unchanged.",
    rest: undefined,
  });
  expect(headlineOf("all 3 metrics unchanged.").lead).toBe("All 3 metrics unchanged.");
});

test("of a long sentence the first clause leads and nothing is lost", () => {
  const tail = `web_vitals.fcp inconclusive: ${"the values spread too widely to tell, ".repeat(3)}so far.`;
  const { lead, rest } = headlineOf(`inference_time is 21.9 % slower; ${tail}`);
  expect([lead, rest]).toEqual(["inference_time is 21.9 % slower.", tail]);
});

test("a long sentence of one clause stays whole", () => {
  const sentence = `No verdict: ${"a condition differs, ".repeat(10)}`;
  expect(headlineOf(sentence)).toEqual({ lead: sentence, rest: undefined });
});
