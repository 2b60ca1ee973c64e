// What each kind of step does. Never says that a step succeeded which the page did not confirm.
import type { Action } from "./action";
import { resolveAddress } from "./address";
import { readChord } from "./keys";
import { scriptBody } from "./script_body";
import { milliseconds, type Condition, type Selector, type StepKind } from "./scenario";
import type { Stage } from "./stage";

/** A step that did not succeed; the words go into the run. */
export class StepError extends Error {}

const PAUSE_MS = 50;

/** Does one step; ends at the latest shortly after its limit. */
export async function actStep(stage: Stage, kind: StepKind, limitMs: number): Promise<void> {
  const deadline = stage.now() + limitMs;
  if (typeof kind === "string") throw new StepError(`an extension cannot do \`${kind}\``);
  if ("open" in kind) return open(stage, kind.open, deadline, limitMs);
  if ("click" in kind) return patiently(stage, { do: "click", at: kind.click }, kind.click, deadline);
  if ("hover" in kind) return patiently(stage, { do: "hover", at: kind.hover }, kind.hover, deadline);
  if ("type" in kind) return patiently(stage, { do: "type", ...kind.type }, kind.type.into, deadline);
  if ("press" in kind) return press(stage, kind.press);
  if ("select" in kind) return patiently(stage, { do: "select", ...kind.select }, kind.select.from, deadline);
  if ("scroll" in kind) {
    const { scroll } = kind;
    const at = typeof scroll === "object" && "element" in scroll ? scroll.element : { css: "body" };
    return patiently(stage, { do: "scroll", to: scroll }, at, deadline);
  }
  if ("wait_for" in kind) return waitFor(stage, kind.wait_for, deadline, limitMs);
  if ("script" in kind) return void (await runScript(stage, kind.script, limitMs));
  if ("metric" in kind) return measure(stage, kind.metric, limitMs);
  if ("mark" in kind) return stage.mark(kind.mark.name, kind.mark.phase);
  if ("sleep" in kind) return sleep(stage, milliseconds(kind.sleep));
  if ("screenshot" in kind) return void (await stage.takePicture(kind.screenshot.name));
  throw new StepError(`an extension cannot do \`${Object.keys(kind)[0] ?? ""}\``);
}

async function open(
  stage: Stage,
  { url, wait }: { url: string; wait: "load" | "interactive" | "none" },
  deadline: number,
  limitMs: number,
): Promise<void> {
  const address = resolveAddress(stage.base, url);
  const isOver = () => stage.isCanceled() || stage.now() >= deadline;
  if (!(await stage.navigate(address, wait, isOver))) {
    throw new StepError(`the page did not finish loading within ${limitMs / 1000} s`);
  }
}

/** Tries again until the deadline whatever may pass. */
async function patiently(stage: Stage, action: Action, at: Selector, deadline: number): Promise<void> {
  for (;;) {
    const answer = await stage.act(action);
    if (answer.kind === "done") return;
    if (answer.kind === "wrong") throw new StepError(`${described(at)}: ${answer.message}`);
    if (stage.isCanceled() || stage.now() + PAUSE_MS >= deadline) {
      if (answer.kind === "absent") throw new StepError(`no element matches ${described(at)}`);
      throw new StepError(`${described(at)} is there and cannot be acted upon: ${answer.message}`);
    }
    await stage.pause(PAUSE_MS);
  }
}

async function press(stage: Stage, written: string): Promise<void> {
  const chord = readChord(written);
  if (typeof chord === "string") throw new StepError(chord);
  const answer = await stage.act({ do: "press", chord });
  if (answer.kind !== "done") throw new StepError(`\`${written}\` was not pressed: no page takes it`);
}

async function waitFor(stage: Stage, condition: Condition, deadline: number, limitMs: number): Promise<void> {
  while (!(await holds(stage, condition, deadline))) {
    if (stage.isCanceled() || stage.now() + PAUSE_MS >= deadline) {
      throw new StepError(`${inWords(condition)} did not come true within ${limitMs / 1000} s`);
    }
    await stage.pause(PAUSE_MS);
  }
}

async function holds(stage: Stage, condition: Condition, deadline: number): Promise<boolean> {
  if ("script" in condition) {
    const answer = await limited(stage, stage.run(scriptBody(condition.script)), deadline - stage.now());
    // A script that does not work yet may work in a moment.
    return answer !== undefined && "value" in answer && Boolean(answer.value);
  }
  if ("network_idle" in condition) throw new StepError("an extension does not see the network of a page");
  const action: Action =
    "text" in condition
      ? { do: "text", text: condition.text }
      : { do: "visible", at: "visible" in condition ? condition.visible : condition.gone };
  const answer = await stage.act(action);
  if (answer.kind === "wrong") throw new StepError(answer.message);
  if (answer.kind !== "done") return false;
  return "gone" in condition ? answer.value === false : answer.value === true;
}

async function runScript(stage: Stage, script: string, limitMs: number): Promise<unknown> {
  const answer = await limited(stage, stage.run(scriptBody(script)), limitMs);
  if (answer === undefined) throw new StepError(`the step took longer than ${limitMs / 1000} s`);
  if ("error" in answer) throw new StepError(answer.error);
  return answer.value;
}

async function measure(
  stage: Stage,
  { key, script }: { key: string; script: string },
  limitMs: number,
): Promise<void> {
  const value = await runScript(stage, script, limitMs);
  if (typeof value === "number" && Number.isFinite(value)) return stage.metric(key, value);
  const shown = JSON.stringify(value);
  throw new StepError(
    `the script gave ${shown} instead of a number; write an expression, or \`return\` its value`,
  );
}

async function sleep(stage: Stage, ms: number): Promise<void> {
  const end = stage.now() + ms;
  while (!stage.isCanceled() && stage.now() < end) await stage.pause(Math.min(end - stage.now(), 1000));
}

/** The work's value; absent when it takes longer. */
async function limited<T>(stage: Stage, work: Promise<T>, limitMs: number): Promise<T | undefined> {
  return Promise.race([work, stage.pause(limitMs).then(() => undefined)]);
}

function described(at: Selector): string {
  return "css" in at ? `css \`${at.css}\`` : `xpath \`${at.xpath}\``;
}

function inWords(condition: Condition): string {
  if ("visible" in condition) return `${described(condition.visible)} being shown`;
  if ("gone" in condition) return `${described(condition.gone)} being gone`;
  if ("text" in condition) return `the text \`${condition.text}\``;
  if ("script" in condition) return `the script \`${condition.script.trim()}\``;
  return "an idle network";
}
