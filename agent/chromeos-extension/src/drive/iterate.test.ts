import { expect, test } from "vitest";

import type { Action, Answer } from "./action";
import { iterate, type Narrator } from "./iterate";
import type { Scenario, StepKind } from "./scenario";
import type { Stage } from "./stage";

const DONE: Answer = { kind: "done" };

function scenario(steps: StepKind[], more: Partial<Scenario> = {}): Scenario {
  const seconds = (secs: number) => ({ secs, nanos: 0 });
  return {
    name: "shop",
    browser: { viewport: { width: 800, height: 600 } },
    site: "absolute",
    secrets: [],
    collection: { interval: seconds(1) },
    warmup: 1,
    iterations: 2,
    cool_down: seconds(0),
    timeouts: { job: seconds(600), step: seconds(2) },
    retries: { step: 0 },
    steps: steps.map((kind) => ({ kind, name: null, timeout: null })),
    metrics: [],
    ...more,
  };
}

/** A page that answers as it is told, in virtual time. */
class PlayedStage implements Stage {
  base = "http://shop/";
  time = 0;
  said: string[] = [];
  canceled = false;

  constructor(private readonly answer: (action: Action, time: number) => Answer = () => DONE) {}

  now = () => this.time;
  isCanceled = () => this.canceled;
  pause = async (ms: number) => void (this.time += ms);
  navigate = async (url: URL) => Boolean(this.said.push(`open ${url.href}`));
  act = async (action: Action) => this.answer(action, this.time);
  run = async () => ({ value: 7 });
  takePicture = async (name: string) => `${name}-0.png`;
  metric = (key: string, value: number) => void this.said.push(`${key}=${value}`);
  mark = (name: string, phase: string) => void this.said.push(`${phase} ${name}`);
}

function narrator(said: string[]): Narrator {
  return {
    iterationBegins: async (index) => void said.push(`iteration ${index}`),
    iterationEnds: async (index, warmup, finished) => void said.push(`end ${index} ${warmup} ${finished}`),
    step: (_, number, name, state) => void (state === "failed" && said.push(`step ${number} ${name} failed`)),
    warn: (text) => void said.push(text),
  };
}

test("each iteration does every step in order", async () => {
  const stage = new PlayedStage();
  const steps: StepKind[] = [
    { open: { url: "index.html", wait: "load" } },
    { mark: { name: "buy", phase: "begin" } },
    { click: { css: "#go" } },
    { metric: { key: "n", script: "7" } },
  ];
  const ending = await iterate(scenario(steps, { warmup: 0, iterations: 1 }), stage, narrator(stage.said));
  expect(ending).toEqual({ kind: "completed" });
  expect(stage.said).toEqual([
    "iteration 0",
    "open http://shop/index.html",
    "begin buy",
    "n=7",
    "end 0 false true",
  ]);
});

test("an element that comes late is waited for", async () => {
  const stage = new PlayedStage((_, time) => (time < 500 ? { kind: "absent" } : DONE));
  expect(await iterate(scenario([{ click: { css: "#go" } }]), stage, narrator([]))).toEqual({
    kind: "completed",
  });
  expect(stage.time).toBeGreaterThanOrEqual(500);
});

test("a failed step ends the job with its number, its reason and a picture", async () => {
  const stage = new PlayedStage(() => ({ kind: "absent" }));
  const said: string[] = [];
  const ending = await iterate(scenario([{ click: { css: "#go" } }]), stage, narrator(said));
  expect(ending).toEqual({
    kind: "failed",
    step: {
      number: 1,
      kind: "click",
      iteration: 0,
      reason: "no element matches css `#go`",
      screenshot: "failed-step-1-0.png",
    },
  });
  expect(said).toContain("end 0 true false");
});

test("a step is tried again as often as the scenario says", async () => {
  let tries = 0;
  const stage = new PlayedStage(() => (++tries < 3 ? { kind: "wrong", message: "odd" } : DONE));
  const patient = scenario([{ click: { css: "#go" } }], { retries: { step: 2 }, warmup: 0, iterations: 1 });
  expect(await iterate(patient, stage, narrator([]))).toEqual({ kind: "completed" });
});

test("a canceled job ends without a result", async () => {
  const stage = new PlayedStage();
  stage.navigate = async () => (stage.canceled = true);
  const said: string[] = [];
  const ending = await iterate(scenario([{ open: { url: "/", wait: "load" } }]), stage, narrator(said));
  expect(ending).toEqual({ kind: "canceled" });
  expect(said.at(-1)).toBe("end 0 true false");
});

test("a condition that never comes true is named", async () => {
  const stage = new PlayedStage(() => ({ kind: "done", value: false }));
  const ending = await iterate(scenario([{ wait_for: { text: "Thanks" } }]), stage, narrator([]));
  expect(ending).toMatchObject({ step: { reason: "the text `Thanks` did not come true within 2 s" } });
});
