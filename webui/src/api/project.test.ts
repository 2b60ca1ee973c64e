import { expect, test } from "vitest";

import { addressOfProject, baseOf, projectOf } from "./project";

test("an address names its project, or none", () => {
  expect(projectOf("/p/web-team/runs/7")).toBe("web-team");
  expect(projectOf("/p/web-team")).toBe("web-team");
  expect(projectOf("/runs/7")).toBeUndefined();
  expect(projectOf("/pages")).toBeUndefined();
  expect(projectOf("/p/%E6%80%A7/")).toBe("性");
  expect(projectOf("/p/%zz/")).toBe("%zz");
});

test("pages of a project stand below it", () => {
  expect(baseOf("/p/web-team/runs/7")).toBe("/p/web-team");
  expect(baseOf("/runs/7")).toBe("");
  expect(projectOf(addressOfProject("a b"))).toBe("a b");
});
