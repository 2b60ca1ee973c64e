// Drives the iterations of a job, step by step. Measures nothing itself and touches no browser.
import type { FailedStep } from "../wire/dataset";
import { milliseconds, wordOf, type Scenario, type Step } from "./scenario";
import type { Stage } from "./stage";
import { actStep } from "./steps";

/** How the iterations ended. */
export type Ending = { kind: "completed" } | { kind: "canceled" } | { kind: "failed"; step: FailedStep };

/** What happens around the steps. */
export interface Narrator {
  iterationBegins(index: number): Promise<void>;
  /** Only iterations that came through have results. */
  iterationEnds(index: number, warmup: boolean, finished: boolean): Promise<void>;
  step(
    iteration: number,
    number: number,
    name: string,
    state: "began" | "succeeded" | "failed",
    failure?: string,
  ): void;
  warn(text: string): void;
}

/** Runs warm-up and measured iterations; each begins on a blank page of the same tab. */
export async function iterate(scenario: Scenario, stage: Stage, narrator: Narrator): Promise<Ending> {
  const deadline = stage.now() + milliseconds(scenario.timeouts.job);
  for (let index = 0; index < scenario.warmup + scenario.iterations; index += 1) {
    if (index > 0) await stage.pause(milliseconds(scenario.cool_down));
    await narrator.iterationBegins(index);
    const failed = await runSteps(scenario, stage, narrator, index, deadline);
    const finished = failed === undefined && !stage.isCanceled();
    await narrator.iterationEnds(index, index < scenario.warmup, finished);
    if (stage.isCanceled()) return { kind: "canceled" };
    if (failed !== undefined) return { kind: "failed", step: failed };
  }
  return { kind: "completed" };
}

async function runSteps(
  scenario: Scenario,
  stage: Stage,
  narrator: Narrator,
  iteration: number,
  deadline: number,
): Promise<FailedStep | undefined> {
  for (const [place, step] of scenario.steps.entries()) {
    if (stage.isCanceled()) return undefined;
    const number = place + 1;
    const kind = wordOf(step.kind);
    const name = step.name ?? kind;
    narrator.step(iteration, number, name, "began");
    const reason = await withRetries(scenario, stage, narrator, step, deadline);
    if (reason === undefined) {
      narrator.step(iteration, number, name, "succeeded");
      continue;
    }
    narrator.step(iteration, number, name, "failed", reason);
    narrator.warn(`step ${number} (${name}) of iteration ${iteration} failed: ${reason}`);
    const screenshot = await stage.takePicture(`failed-step-${number}`).catch((error: unknown) => {
      narrator.warn(`no screenshot of the failure: ${wordsOf(error)}`);
      return undefined;
    });
    return { number, kind, iteration, reason, ...(screenshot === undefined ? {} : { screenshot }) };
  }
  return undefined;
}

/** Why the step failed; absent if it succeeded. */
async function withRetries(
  scenario: Scenario,
  stage: Stage,
  narrator: Narrator,
  step: Step,
  deadline: number,
): Promise<string | undefined> {
  for (let left = scenario.retries.step; ; left -= 1) {
    if (stage.now() >= deadline) {
      return `the job took longer than its limit of ${milliseconds(scenario.timeouts.job) / 1000} s`;
    }
    try {
      const limit = milliseconds(step.timeout ?? scenario.timeouts.step);
      await actStep(stage, step.kind, Math.min(limit, deadline - stage.now()));
      return undefined;
    } catch (error) {
      if (left <= 0 || stage.isCanceled()) return wordsOf(error);
      narrator.warn(`${wordsOf(error)}; tried again, ${left} left`);
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
