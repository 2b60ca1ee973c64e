import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import english from "../../static/_locales/en/messages.json";
import chinese from "../../static/_locales/zh_CN/messages.json";
import manifest from "../../static/manifest.json";
import schema from "../../static/managed_schema.json";
import { NAMES } from "../settings/settings";

const values = (message: string) => [...message.matchAll(/\$\d/g)].map(([value]) => value).sort();

test("both languages have the same strings with the same values in them", () => {
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  for (const [key, { message }] of Object.entries(english)) {
    const other = (chinese as Record<string, { message: string }>)[key]?.message ?? "";
    expect(other, key).not.toBe("");
    expect(values(other), key).toEqual(values(message));
  }
});

test("every string that markup names exists", () => {
  for (const page of ["popup", "options"]) {
    const html = readFileSync(new URL(`../../static/${page}.html`, import.meta.url), "utf8");
    for (const [, key] of html.matchAll(/data-(?:text|placeholder)="([^"]+)"/g))
      expect(english).toHaveProperty(key ?? "");
  }
});

test("a policy may set every setting and nothing else", () => {
  expect(Object.keys(schema.properties).sort()).toEqual([...NAMES].sort());
});

test("every permission is explained in the README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const permissions = [...manifest.permissions, ...manifest.optional_permissions, "debugger"];
  for (const name of [...permissions, ...manifest.optional_host_permissions])
    expect(readme).toContain(`\`${name}\``);
});
