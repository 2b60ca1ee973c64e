// What is known of a run while it is measured: the events of the controller, added up. Never asks for anything.
import type { RunDetail } from "../../api/types";
import type { Figured } from "../run/charts/heads";
import { Growing } from "./growing";
import { readBatch, readMark, readState, type Told } from "./readings";

export interface LiveState {
  /** The word of the controller, e.g. `running` or `streaming`. */
  state: string;
  title: string;
  scenario: string;
  release: string | undefined;
  reason: string | undefined;
  job: string | undefined;
  run: string | undefined;
  attempt: number;
}

type LogLine = RunDetail["logs"][number];

const MOST_LINES = 1000;
/** What a job's log says of its steps. */
const STEP = /^iteration (\d+) step (\d+) \((.*)\) (began|succeeded|failed)/;

export class LiveData {
  state: LiveState | undefined;
  /** Epoch ms of what stands at 0 on the axis; that of the first thing that happened. */
  start: number | undefined;
  /** The latest instant of anything, ms since the start. */
  end = 0;
  ended: Told | undefined;
  /** Samples that this page was not given since it could not keep up. */
  leftOut = 0;
  /** Frames that the controller refused. */
  refused = 0;
  /** What is done now: iteration, number and name of a step. */
  step: { iteration: number; number: number; name: string } | undefined;
  logs: LogLine[] = [];
  marks: RunDetail["marks"] = [];
  iterations: RunDetail["iterations"] = [];
  processes: RunDetail["processes"] = [];
  /** Grows with every event. */
  version = 0;
  readonly #series = new Map<
    string,
    { pid: number; metric: string; unit: string; source: string; data: Growing }
  >();
  readonly #known = new Map<number, RunDetail["processes"][number]>();

  take(name: string, told: Told): void {
    this.version += 1;
    switch (name) {
      case "state":
        return this.#state(told);
      case "samples":
        for (const sample of readBatch(told)) this.#sample(sample);
        return;
      case "custom_metric":
        return this.#custom(told);
      case "processes":
        return this.#processes(told);
      case "mark":
        return this.#mark(told);
      case "iteration":
        return this.#iteration(told);
      case "log":
        return this.#log(told);
      case "thinned":
        this.leftOut += Number(told["left_out"] ?? 0);
        return;
      case "refused":
        this.refused += 1;
        return;
      case "reset":
        return this.#forget();
      case "end":
        this.ended = told;
        return;
      default:
        // A later controller may tell more.
        return;
    }
  }

  /** What is known of each series so far; the most stands for the average, which goes up and down. */
  figures(): Figured[] {
    return [...this.#series.values()].map(({ pid, metric, unit, source, data }) => {
      const type = this.#known.get(pid)?.process_type;
      const { min, max } = data;
      return { pid, ...(type && { process_type: type }), metric, source, unit, avg: max, min, max };
    });
  }

  series(pid: number, metric: string): Growing | undefined {
    return this.#series.get(`${pid} ${metric}`)?.data;
  }

  /** How many series there are: charts are sorted anew when there are more. */
  get width(): number {
    return this.#series.size;
  }

  #since(at: number): number {
    this.start ??= at;
    const since = at - this.start;
    this.end = Math.max(this.end, since);
    return since;
  }

  #state(told: Told): void {
    const next = readState(told, this.state);
    // Another attempt measures anew.
    if (this.state && next.attempt !== this.state.attempt) this.#forget();
    this.state = next;
  }

  #sample({ at, pid, metric, unit, source, value }: ReturnType<typeof readBatch>[number]): void {
    const key = `${pid} ${metric}`;
    let series = this.#series.get(key);
    if (!series) {
      series = { pid, metric, unit, source, data: new Growing() };
      this.#series.set(key, series);
    }
    series.data.push(this.#since(at), value);
  }

  #custom(told: Told): void {
    const { timestamp, key, value, unit, pid } = told;
    const [at, number] = [Date.parse(String(timestamp)), Number(value)];
    if (Number.isNaN(at) || !Number.isFinite(number)) return;
    const series = { pid: Number(pid ?? 0), metric: String(key), unit: String(unit ?? ""), source: "Page" };
    this.#sample({ at, value: number, ...series });
  }

  #processes(told: Told): void {
    if (!Array.isArray(told)) return;
    for (const each of told as Told[]) {
      const [pid, title] = [Number(each["pid"]), each["title"]];
      const type = String(each["proc_type"] ?? "Other");
      const named = { pid, name: String(each["name"] ?? ""), process_type: type };
      this.#known.set(pid, { ...named, ...(typeof title === "string" && { title }) });
    }
    this.processes = [...this.#known.values()];
  }

  #mark(told: Told): void {
    const mark = readMark(told);
    if (!mark) return;
    const [start, end] = [
      this.#since(mark.at),
      mark.ended === undefined ? undefined : this.#since(mark.ended),
    ];
    const open = this.marks.findLastIndex(({ name, end_ms }) => name === mark.name && end_ms == null);
    if (mark.edge === "end" && open >= 0) {
      this.marks = this.marks.with(open, { ...this.marks[open]!, end_ms: start });
      return;
    }
    const iteration = mark.iteration === undefined ? {} : { iteration: mark.iteration };
    const stands = {
      name: mark.name,
      start_ms: start,
      ...iteration,
      ...(end !== undefined && { end_ms: end }),
    };
    this.marks = [...this.marks, stands];
  }

  #iteration(told: Told): void {
    const [started_at, ended_at] = [String(told["started_at"]), String(told["ended_at"])];
    const [start, end] = [Date.parse(started_at), Date.parse(ended_at)];
    if (Number.isNaN(start) || Number.isNaN(end)) return;
    const one = {
      index: Number(told["index"]),
      warmup: told["warmup"] === true,
      started_at,
      ended_at,
      start_ms: this.#since(start),
      end_ms: this.#since(end),
      results: (told["results"] ?? {}) as Record<string, number>,
    };
    this.iterations = [...this.iterations.filter(({ index }) => index !== one.index), one];
  }

  #log(told: Told): void {
    const timestamp = String(told["timestamp"]);
    const at = Date.parse(timestamp);
    if (Number.isNaN(at)) return;
    const [text, level, source] = [told["text"], told["level"], told["source"]].map(String) as [
      string,
      string,
      string,
    ];
    const step = told["kind"] === "step" ? STEP.exec(text) : null;
    if (step) this.step = { iteration: Number(step[1]), number: Number(step[2]), name: step[3]! };
    // The state of a job may be older than its first sample: it does not set the axis.
    const at_ms = this.start === undefined ? 0 : at - this.start;
    this.logs = [...this.logs.slice(-MOST_LINES + 1), { timestamp, at_ms, level, source, text }];
  }

  #forget(): void {
    this.#series.clear();
    this.#known.clear();
    [this.processes, this.marks, this.iterations] = [[], [], []];
    [this.start, this.end, this.leftOut, this.step] = [undefined, 0, 0, undefined];
  }
}
