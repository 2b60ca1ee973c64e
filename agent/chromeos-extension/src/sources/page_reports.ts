// What pages report, as frames of the run. A page could forge a report, so nothing in it is trusted.
import type { RunFrame } from "../wire/frames";
import type { Definition, LogLevel } from "../wire/dataset";
import { logLine } from "../wire/log_line";
import { CustomKeys, PREFIX, Valve } from "./custom";
import { DEFINITIONS, isBuiltIn, isVital, TAB_FIGURES, TAB_PREFIX } from "./definitions";

/** Longest report that is looked at, characters. */
const REPORT_CHARS = 16 * 1024;
/** Longest console line that is kept, characters. */
const LINE_CHARS = 4000;
/** A page's clock is the device's; what lies further away is forged. */
const CLOCK_MS = 60_000;

const UNEXPLAINED = "Reported by the page, which did not say what it means";

/** Who reports: the renderer where it is known, and the page's number in the run. */
export interface Reporter {
  pid?: number | undefined;
  page: number;
}

export interface MeasuredValue {
  at: number;
  key: string;
  value: number;
}

/** The reports of one run's pages. */
export class PageReports {
  private readonly keys = new CustomKeys(isBuiltIn);
  private readonly values = new Valve();
  private readonly lines = new Valve();

  /** `definitions` are those of the run: what a page leaves unsaid is looked up there. */
  constructor(
    private readonly definitions: Record<string, Definition> = {},
    private readonly onValue: (value: MeasuredValue) => void = () => {},
  ) {}

  /** Reads one report of a page's observers or of its console. */
  read(report: string, from: Reporter, now: number): RunFrame[] {
    if (report.length > REPORT_CHARS)
      return this.refuse(`a report of a page has more than ${REPORT_CHARS} characters`, now);
    let sent: Record<string, unknown>;
    try {
      sent = JSON.parse(report) as Record<string, unknown>;
    } catch {
      return this.refuse("a report of a page is not in the form of one", now);
    }
    const at = instant(sent?.at, now);
    switch (sent?.kind) {
      case "vital":
        return this.vital(sent.key, sent.value, at, from);
      case "metric":
        return this.metric(String(sent.text ?? ""), at, from);
      case "console":
        return this.console(sent, at, from);
      case "heap":
        return this.heap(sent.value, at, from);
      default:
        return this.refuse("a report of a page is not in the form of one", now);
    }
  }

  /** A line for what was held back since the last call; none if nothing was. */
  heldBack(now: number): RunFrame[] {
    const [values, lines] = [this.values.takeHeld(), this.lines.takeHeld()];
    if (values + lines === 0) return [];
    return [
      logLine(
        "warn",
        "agent",
        `a page reported too much: ${values} values and ${lines} lines were left out`,
        now,
      ),
    ];
  }

  private vital(key: unknown, value: unknown, at: number, from: Reporter): RunFrame[] {
    if (
      typeof key !== "string" ||
      typeof value !== "number" ||
      !isVital(key) ||
      !(value >= 0 && value < Infinity)
    ) {
      return this.refuse("a page reported what is no value of a web vital", at);
    }
    if (!this.values.pass(at)) return [];
    const { unit, meaning, direction } = DEFINITIONS[key] ?? { unit: "", meaning: "" };
    return [this.value({ key, value, unit, meaning, ...(direction ? { direction } : {}) }, at, from.pid)];
  }

  private metric(json: string, at: number, from: Reporter): RunFrame[] {
    if (!this.values.pass(at)) return [];
    const metric = this.keys.read(json);
    if (typeof metric === "string") return this.refuse(metric, at);
    const known = this.definitions[metric.key];
    const unit = metric.unit ?? known?.unit ?? "unknown";
    const meaning = metric.meaning ?? known?.meaning ?? UNEXPLAINED;
    return [this.value({ ...metric, unit, meaning }, at, from.pid)];
  }

  private console(sent: Record<string, unknown>, at: number, from: Reporter): RunFrame[] {
    const text = String(sent.text ?? "").slice(0, LINE_CHARS);
    if (text.startsWith(PREFIX)) return this.metric(text.slice(PREFIX.length), at, from);
    return this.lines.pass(at) ? [logLine(levelOf(sent.level), "console", text, at)] : [];
  }

  private heap(value: unknown, at: number, from: Reporter): RunFrame[] {
    if (typeof value !== "number" || !(value > 0 && value < Infinity) || !this.values.pass(at)) return [];
    const { unit, meaning } = TAB_FIGURES.js_heap_size ?? { unit: "", meaning: "" };
    const key = `${TAB_PREFIX}${from.page}.js_heap_size`;
    return [this.value({ key, value: Math.round(value), unit, meaning }, at, undefined)];
  }

  private value(
    data: Extract<RunFrame, { type: "custom_metric" }>["data"],
    at: number,
    pid: number | undefined,
  ): RunFrame {
    this.onValue({ at, key: data.key, value: data.value });
    return {
      type: "custom_metric",
      timestamp: at,
      data: { ...data, ...(pid === undefined ? {} : { pid }), timestamp: at },
    };
  }

  private refuse(reason: string, at: number): RunFrame[] {
    return this.lines.pass(at) ? [logLine("warn", "agent", reason, at)] : [];
  }
}

function levelOf(level: unknown): LogLevel {
  return level === "error" || level === "warn" || level === "debug" ? level : "info";
}

function instant(at: unknown, now: number): number {
  return typeof at === "number" && Math.abs(at - now) <= CLOCK_MS ? Math.round(at) : now;
}
