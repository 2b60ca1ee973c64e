import { expect, test } from "vitest";

import { roleIn } from "./role";

test("the higher of the role here and the role everywhere holds", () => {
  const roles = [
    { project: "*", role: "editor" },
    { project: "web", role: "viewer" },
    { project: "lab", role: "admin" },
  ];
  expect(roleIn({ roles }, "web")).toEqual({ here: "viewer", everywhere: "editor", effective: "editor" });
  expect(roleIn({ roles }, "lab").effective).toBe("admin");
  expect(roleIn({ roles: [] }, "lab").effective).toBe("none");
});
