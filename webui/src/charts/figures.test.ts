import { expect, test } from "vitest";

import { csvOf } from "./figures";

test("units stand in the header and an absent value is an empty cell", () => {
  const columns = [{ name: "time", unit: "ms" }, { name: "Browser OS", unit: "percent" }, { name: "note" }];
  const rows = [
    [0, 12.5, null],
    [1000, null, "slow"],
  ];
  expect(csvOf({ columns, rows })).toBe("time (ms),Browser OS (percent),note\r\n0,12.5,\r\n1000,,slow\r\n");
});

test("commas, quotes and line ends of a text stay inside its cell", () => {
  const rows = [['a,b "c"\nd']];
  expect(csvOf({ columns: [{ name: "title" }], rows })).toBe('title\r\n"a,b ""c""\nd"\r\n');
});

test("no text of a page becomes a formula of a spreadsheet, and numbers stay numbers", () => {
  const rows = [["=HYPERLINK(1)", -5, "@x", "+1"]];
  const columns = ["a", "b", "c", "d"].map((name) => ({ name }));
  expect(csvOf({ columns, rows }).split("\r\n")[1]).toBe("'=HYPERLINK(1),-5,'@x,'+1");
});
