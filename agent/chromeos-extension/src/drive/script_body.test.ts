import { expect, test } from "vitest";

import { isExpression, scriptBody } from "./script_body";

test("expressions are told from statements as the desktop agent tells them", () => {
  for (const [script, expression] of [
    ["document.title", true],
    ["window.add(1, 2);", true],
    ["new Promise(done => { setTimeout(() => done(5), 10); })", true],
    ["fetch('/a;b').then(r => { x(); return r.status; })", true],
    ["await window.run()", true],
    ["return 5", false],
    ["const a = 1; return a", false],
    ["a(); b();", false],
    ["if (a) b()", false],
    ["returnValue()", true],
    ["", false],
  ] as const) {
    expect(isExpression(script), script).toBe(expression);
  }
});

test("author's text stays whole", () => {
  expect(scriptBody("a(); b()")).toContain("\na(); b()\n");
  expect(scriptBody("f();")).toContain("(\nf()\n)");
});
