import { describe, expect, it } from "vitest";

import { en, zh } from "../../i18n/catalog";
import { translate } from "../../i18n/locale";
import { meaning } from "./meaning";

const check = (cron: string, expected: string | undefined) =>
  expect(meaning(cron, (key, values) => translate(en, key, values))).toBe(expected);

describe("a cron expression in words", () => {
  it("is said where it is simple", () => {
    check("30 2 * * *", "every day at 02:30");
    check("0 9 * * 1-5", "Monday to Friday at 09:00");
    check("0 9 * * MON-FRI", "Monday to Friday at 09:00");
    check("5 23 * * 6,7", "on Saturday, Sunday at 23:05");
    check("0 6 * * tue", "on Tuesday at 06:00");
    check("0 0 1 * *", "on day 1 of each month at 00:00");
    check("*/15 * * * *", "every 15 minutes");
    check("* * * * *", "every minute");
    check("7 * * * *", "every hour at minute 07");
  });

  it("is left as it is where it is not", () => {
    for (const cron of [
      "*/7 * * * *",
      "0 0 1 * 1",
      "0 0 29 2 *",
      "0 1-3 * * *",
      "0 0 L * *",
      "0 6 * * 1#1",
      "x",
      "",
    ]) {
      check(cron, undefined);
    }
  });

  it("is said in Chinese, too", () => {
    expect(meaning("30 2 * * *", (key, values) => translate(zh, key, values))).toBe("每天 02:30");
  });
});
