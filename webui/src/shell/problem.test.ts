import { expect, test } from "vitest";

import { problemKey } from "./problem";

test("only what the controller says is shown", () => {
  expect(problemKey("not_invited")).toBe("signin.problem.not_invited");
  for (const word of [null, "", "<b>call this number</b>", "toString", "__proto__"]) {
    expect(problemKey(word)).toBeUndefined();
  }
});
