import { expect, test } from "vitest";

import { en } from "../../../i18n/catalog";
import { translate } from "../../../i18n/locale";
import { overheadCpu } from "./overhead";

const told = (cost: Parameters<typeof overheadCpu>[0]) =>
  overheadCpu(cost, (key, values) => translate(en, key, values));

test("collecting stands apart from the whole agent", () => {
  expect(told({ cpu_percent: 4.237, collecting_cpu_percent: 0.3141 })).toBe(
    "collecting: 0.314 % of a core; the whole agent: 4.24 %",
  );
});

test("a run that does not tell them apart tells the whole", () => {
  expect(told({ cpu_percent: 4.237 })).toBe("the whole agent: 4.24 % of a core");
});
