// What DevTools tells about pages, as samples. An approximation that is never put where Chrome's own figures stand.
import type { RunFrame } from "../wire/frames";
import { RUN_PID } from "../wire/dataset";
import { CPU_APPROXIMATE, TAB_FIGURES, TAB_PREFIX } from "./definitions";

/** One answer to `Performance.getMetrics`. */
export interface PageAnswer {
  /** The page's number in the run. */
  page: number;
  /** Pages of one renderer have the same main isolate and so the same counters. */
  isolate: string;
  at: number;
  metrics: readonly { name: string; value: number }[];
}

/** The counters of the previous answers, by renderer. */
export class RendererClocks {
  private readonly before = new Map<string, { at: number; seconds: number }>();
  /** Sum over the renderers, percent of one core; absent until there are two answers of one. */
  cpu: number | undefined;

  /** One sample of all pages. Each renderer counts once, however many pages it draws. */
  take(answers: readonly PageAnswer[], at: number): RunFrame[] {
    const renderers = new Map(answers.map((answer) => [answer.isolate, answer]));
    const shares = [...renderers.values()].flatMap((answer) => this.share(answer) ?? []);
    for (const isolate of this.before.keys()) if (!renderers.has(isolate)) this.before.delete(isolate);
    this.cpu = shares.length === 0 ? undefined : shares.reduce((sum, share) => sum + share, 0);
    const frames: RunFrame[] = answers.flatMap(pageFigures);
    if (this.cpu !== undefined) {
      const custom_metrics = { [CPU_APPROXIMATE]: this.cpu };
      frames.push({ type: "data", timestamp: at, metrics: { [RUN_PID]: { custom_metrics } } });
    }
    return frames;
  }

  private share(answer: PageAnswer): number | undefined {
    const seconds = valueOf(answer, "ProcessTime");
    if (seconds === undefined) return undefined;
    const before = this.before.get(answer.isolate);
    this.before.set(answer.isolate, { at: answer.at, seconds });
    if (before === undefined || answer.at <= before.at || seconds < before.seconds) return undefined;
    return ((seconds - before.seconds) / (answer.at - before.at)) * 100_000;
  }
}

function pageFigures(answer: PageAnswer): RunFrame[] {
  const figures: [string, number | undefined][] = [
    ["js_heap_size", valueOf(answer, "JSHeapUsedSize")],
    ["dom_nodes", valueOf(answer, "Nodes")],
  ];
  return figures.flatMap(([name, value]) => {
    const definition = TAB_FIGURES[name];
    if (value === undefined || definition === undefined) return [];
    const { unit, meaning } = definition;
    const data = { key: `${TAB_PREFIX}${answer.page}.${name}`, value, unit, meaning };
    return [{ type: "custom_metric", timestamp: answer.at, data }];
  });
}

function valueOf({ metrics }: PageAnswer, name: string): number | undefined {
  const value = metrics.find((metric) => metric.name === name)?.value;
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}
