// One scheduled job: a run, a tab of its own, the scenario's steps in it, and the end of all three.
import { refusalOf } from "../drive/refusal";
import { iterate, type Ending, type Narrator } from "../drive/iterate";
import { aggregateValues, defineMetrics } from "../drive/results";
import { milliseconds, type Assignment } from "../drive/scenario";
import type { Stage } from "../drive/stage";
import { DrivenTab } from "../drive/tab";
import { releaseOf } from "../settings/settings";
import { DEFINITIONS } from "../sources/definitions";
import type { MeasuredValue } from "../sources/page_reports";
import type { Totals } from "../sources/processes";
import type { AttemptOutcome } from "../wire/agent_frames";
import type { Outcome } from "../wire/dataset";
import type { RunHello } from "../wire/frames";
import { logLine } from "../wire/log_line";
import type { Run } from "./run";

/** The way of a page's last values from its relay to here, ms. */
const LAST_VALUES_MS = 100;

/** What was measured when the last step of an iteration was done. */
interface IterationEnd {
  at: number;
  cpuMs: number;
  refreshes: number;
  memory: number | undefined;
}

/** A picture that belongs to the run; sent beside it. */
export interface Picture {
  name: string;
  /** Base64 of a PNG. */
  content: string;
}

/** What a job tells while it runs. */
export interface JobEvents {
  step(iteration: number, number: number, name: string, state: string, failure?: string): void;
  picture(picture: Picture): void;
}

/** What the run of this assignment says of itself. */
export function helloOfJob(assignment: Assignment): Partial<RunHello> {
  const { scenario, build, tags, title, attempt } = assignment;
  const stepKeys = scenario.steps.flatMap(({ kind }) =>
    typeof kind === "object" && "metric" in kind ? [kind.metric.key] : [],
  );
  return {
    scenario: scenario.name,
    ...releaseOf(tags),
    title,
    attempt,
    definitions: defineMetrics(DEFINITIONS, scenario.metrics, stepKeys),
    ...(build === undefined ? {} : { build_id: build }),
  };
}

export class Job {
  private values: MeasuredValue[] = [];
  private readonly phases = new Map<string, number>();
  private cpuMs = 0;
  private refreshes = 0;
  private lastRefresh: number | undefined;
  private memory: number | undefined;
  private iteration = 0;
  private startedAt = 0;
  private canceled = false;

  constructor(
    private readonly assignment: Assignment,
    private readonly run: Run,
    private readonly events: JobEvents,
  ) {
    run.onValue = (value) => this.values.push(value);
    run.onTotals = (totals, at) => this.refresh(totals, at);
  }

  cancel(): void {
    this.canceled = true;
  }

  /** Runs the job to its end; afterwards its tab is closed and its run is stopped. */
  async drive(): Promise<AttemptOutcome> {
    const refusal = refusalOf(this.assignment);
    if (refusal !== undefined) return this.over({ infrastructure: { reason: refusal } });
    let tab: DrivenTab | undefined;
    try {
      const { viewport } = this.assignment.scenario.browser;
      tab = await DrivenTab.open(viewport);
      this.run.drivenTab = tab.id;
      const size = await tab.fit(viewport);
      if (size.width !== viewport.width || size.height !== viewport.height) {
        const wanted = `${viewport.width} x ${viewport.height}`;
        this.say(
          `the page is ${size.width} x ${size.height} instead of ${wanted} px: the system allows no other size`,
        );
      }
      this.say("input is made of events, which the browser does not vouch for: interactions have no INP");
      const ending = await iterate(this.assignment.scenario, this.stage(tab), this.narrator(tab));
      return await this.over(outcomeOf(ending));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return await this.over({ infrastructure: { reason } });
    } finally {
      await tab?.close();
    }
  }

  private async over(outcome: AttemptOutcome): Promise<AttemptOutcome> {
    if (typeof outcome === "object" && "infrastructure" in outcome) this.say(outcome.infrastructure.reason);
    await this.run.stop(storedOutcome(outcome));
    return outcome;
  }

  private stage(tab: DrivenTab): Stage {
    const { scenario, pages_url } = this.assignment;
    const { site } = scenario;
    return {
      base: typeof site === "object" && "base_url" in site ? site.base_url : pages_url,
      now: () => Date.now(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      isCanceled: () => this.canceled,
      navigate: (url, wait, isOver) => tab.navigate(url, wait, isOver),
      act: (action) => tab.act(action),
      run: (body) => tab.run(body),
      takePicture: (name) => this.takePicture(tab, name),
      metric: (key, value) => this.metric(key, value),
      mark: (name, phase) => this.mark(name, phase),
    };
  }

  private narrator(tab: DrivenTab): Narrator {
    return {
      iterationBegins: async (index) => {
        await tab.blank();
        this.iteration = index;
        this.startedAt = Date.now();
        [this.values, this.cpuMs, this.refreshes, this.memory] = [[], 0, 0, undefined];
      },
      iterationEnds: async (index, warmup, finished) => {
        const end = { at: Date.now(), cpuMs: this.cpuMs, refreshes: this.refreshes, memory: this.memory };
        this.closePhases();
        if (!finished) return;
        // Pages report their last values when they are left.
        await tab.blank();
        await new Promise((resolve) => setTimeout(resolve, LAST_VALUES_MS));
        this.emitIteration(index, warmup, end);
      },
      step: (...told) => this.events.step(...told),
      warn: (text) => this.say(text),
    };
  }

  private emitIteration(index: number, warmup: boolean, end: IterationEnd): void {
    const { definitions } = this.run.recorder.record.hello;
    const own = this.values.filter(({ at }) => at >= this.startedAt);
    const results = aggregateValues(own, definitions);
    results.iteration_time = end.at - this.startedAt;
    // Fewer readings than these say nothing about an iteration.
    if (end.refreshes >= 3) results["cpu_time.total"] = end.cpuMs;
    if (end.memory !== undefined) results["memory_private.total"] = end.memory;
    this.run.add([
      { type: "iteration", data: { index, warmup, started_at: this.startedAt, ended_at: end.at, results } },
    ]);
  }

  private refresh({ cpu, memory }: Totals, at: number): void {
    if (cpu !== undefined && this.lastRefresh !== undefined && this.lastRefresh >= this.startedAt) {
      this.cpuMs += (cpu / 100) * (at - this.lastRefresh);
      this.refreshes += 1;
    }
    this.lastRefresh = at;
    this.memory = memory;
  }

  private metric(key: string, value: number): void {
    const at = Date.now();
    this.values.push({ at, key, value });
    const { unit, meaning } = this.run.recorder.record.hello.definitions[key] ?? {
      unit: "number",
      meaning: "",
    };
    this.run.add([
      { type: "custom_metric", timestamp: at, data: { key, value, unit, meaning, timestamp: at } },
    ]);
  }

  private mark(name: string, phase: "begin" | "end" | "instant"): void {
    const at = Date.now();
    if (phase === "begin") {
      if (this.phases.has(name))
        throw new Error(`phase \`${name}\` begins a second time without having ended`);
      this.phases.set(name, at);
    }
    if (phase === "end" && !this.phases.delete(name)) {
      throw new Error(`phase \`${name}\` ends without having begun`);
    }
    const edge = phase === "instant" ? {} : { edge: phase };
    this.run.add([{ type: "mark", timestamp: at, data: { name, iteration: this.iteration, ...edge } }]);
  }

  /** A phase that the scenario never ended stands in the run without an end. */
  private closePhases(): void {
    this.phases.clear();
  }

  private async takePicture(tab: DrivenTab, name: string): Promise<string> {
    const file = `${name}-${this.iteration}.png`;
    const address = await tab.picture();
    this.events.picture({ name: file, content: address.slice(address.indexOf(",") + 1) });
    return file;
  }

  private say(text: string): void {
    this.run.add([logLine("warn", "agent", text, Date.now())]);
  }
}

function outcomeOf(ending: Ending): AttemptOutcome {
  return ending.kind === "failed" ? { step_failed: ending.step } : ending.kind;
}

function storedOutcome(outcome: AttemptOutcome): Outcome {
  if (outcome === "completed" || outcome === "canceled") return { status: outcome };
  if ("step_failed" in outcome) {
    // Pictures come by another door; here they would name a file that is not there.
    const { screenshot: _, ...failed_step } = outcome.step_failed;
    return { status: "failed", failed_step };
  }
  return { status: "canceled" };
}

/** The interval that the scenario asks for, ms. */
export function intervalOf({ scenario }: Assignment): number {
  return Math.max(milliseconds(scenario.collection.interval), 1000);
}
