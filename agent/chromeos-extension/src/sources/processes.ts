// What `chrome.processes` tells, as samples and processes of the run. Keyed by the operating system's process id;
// never fills in what the browser did not say.
import type { MetricPoint, ProcessInfo } from "../wire/dataset";
import type { RunFrame } from "../wire/frames";

/** The fields of `chrome.processes.Process` that are read. */
export interface BrowserProcess {
  osProcessId: number;
  type: string;
  tasks: readonly { title: string; tabId?: number | undefined }[];
  /** Percent of one core. */
  cpu?: number | undefined;
  /** Bytes; -1 where it is not known yet. */
  privateMemory?: number | undefined;
  /** Bytes. */
  jsMemoryUsed?: number | undefined;
}

export interface Totals {
  /** Percent of one core; absent if no process said it. */
  cpu?: number;
  /** Bytes; absent if no process said it. */
  memory?: number;
}

/** How often Chrome's task manager refreshes, ms. */
export const REFRESH_MS = 1000;

/** Collects the refreshes of one interval into one sample: CPU as their mean, memory as the last. */
export class ProcessWindow {
  private readonly sums = new Map<number, { cpu: number; count: number }>();
  private known = new Map<number, ProcessInfo>();
  private readonly tabs = new Map<number, number>();
  private startedAt: number | undefined;
  totals: Totals = {};

  constructor(private readonly intervalMs: number) {}

  /** The renderer of a tab, as the last refresh told. */
  rendererOf(tabId: number | undefined): number | undefined {
    return tabId === undefined ? undefined : this.tabs.get(tabId);
  }

  /** Takes one refresh; gives the frames that are due. */
  take(processes: readonly BrowserProcess[], at: number): RunFrame[] {
    const alive = processes.filter((process) => process.osProcessId > 0);
    this.totals = totalsOf(alive);
    this.tabs.clear();
    for (const { osProcessId, tasks } of alive) {
      for (const { tabId } of tasks) if (tabId !== undefined) this.tabs.set(tabId, osProcessId);
    }
    for (const { osProcessId, cpu } of alive) {
      if (!isMeasured(cpu)) continue;
      const sum = this.sums.get(osProcessId) ?? { cpu: 0, count: 0 };
      this.sums.set(osProcessId, { cpu: sum.cpu + cpu, count: sum.count + 1 });
    }
    const frames: RunFrame[] = [];
    const data = alive.map(describe);
    if (this.isNews(data)) frames.push({ type: "processes", timestamp: at, data });
    this.startedAt ??= at - REFRESH_MS;
    if (at - this.startedAt >= this.intervalMs - REFRESH_MS / 2) {
      const metrics = this.points(alive);
      if (Object.keys(metrics).length > 0) frames.push({ type: "data", timestamp: at, metrics });
      this.sums.clear();
      this.startedAt = at;
    }
    return frames;
  }

  private points(alive: readonly BrowserProcess[]): Record<string, MetricPoint> {
    const points: Record<string, MetricPoint> = {};
    for (const { osProcessId, privateMemory, jsMemoryUsed, type } of alive) {
      const sum = this.sums.get(osProcessId);
      const point: MetricPoint = {};
      if (sum !== undefined) point.cpu_chrome_usage = sum.cpu / sum.count;
      if (isMeasured(privateMemory)) point.memory_private = Math.round(privateMemory);
      if (type === "renderer" && isMeasured(jsMemoryUsed) && jsMemoryUsed > 0) {
        point.js_heap_size = Math.round(jsMemoryUsed);
      }
      if (Object.keys(point).length > 0) points[osProcessId] = point;
    }
    return points;
  }

  /** Whether a process came, went or has another title. */
  private isNews(processes: readonly ProcessInfo[]): boolean {
    const before = this.known;
    this.known = new Map(processes.map((process) => [process.pid, process]));
    const isKnown = ({ pid, type, title }: ProcessInfo) =>
      before.get(pid)?.type === type && before.get(pid)?.title === title;
    return before.size !== this.known.size || !processes.every(isKnown);
  }
}

export function describe(process: BrowserProcess): ProcessInfo {
  const title = process.tasks[0]?.title;
  const isNetwork = process.type === "utility" && /network service/i.test(title ?? "");
  return {
    pid: process.osProcessId,
    type: isNetwork ? "network" : process.type,
    ...(title === undefined || title === "" ? {} : { title: title.slice(0, 300) }),
  };
}

function totalsOf(processes: readonly BrowserProcess[]): Totals {
  const sum = (values: (number | undefined)[]) => {
    const measured = values.filter(isMeasured);
    return measured.length === 0 ? undefined : measured.reduce((total, value) => total + value, 0);
  };
  const cpu = sum(processes.map((process) => process.cpu));
  const memory = sum(processes.map((process) => process.privateMemory));
  return { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
}

function isMeasured(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}
