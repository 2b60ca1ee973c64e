// The plot of one small time chart: axes, crosshair and brush of uPlot, the lines drawn here from instants of their own.
import uPlot from "uplot";

import type { Iteration } from "../api/types";
import { brief, quantity } from "../format/quantity";
import { seconds } from "../format/time";
import { token } from "../shell/theme";
import { drawBands, type Band } from "./bands";
import { element } from "./drawing";
import { drawLabels, placed, type Label } from "./end_labels";
import type { Line } from "./line";
import { dotsOf, nearest, trace } from "./line_path";
import { moveWith } from "./plot_moves";
import { ticksOf } from "./ticks";
import type { TimeWindow } from "./time_window";
import { vectorOf } from "./vector";

/** Room for the figures of the y axis; the phase strip keeps the same. */
export const AXIS_PX = 68;
/** Beyond so many lines names at their ends cannot be read and a legend takes over. */
const MOST_LABELS = 8;
const TIME_AXIS_PX = 26;
const TOP_PX = 6;
/** The lowest figure of the y axis stands half below the plotted area. */
const HALF_FIGURE_PX = 8;
const CROSSHAIR = "perfsight";
const LEAST_DRAG_PX = 5;
const NEAR_PX = 12;
const TICK_PX = 28;
const ISOLATE = "\u2068";
const END = "\u2069";
const DASH = [5, 4];
const LINE_WIDTH = 1.25;
const MANY_SAMPLES = 4000;
/** Round steps of a clock, from a millisecond to weeks. */
const TIME_STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((step) => step * 1000),
  ...[2, 3, 6, 12, 24, 48, 120, 240, 720].map((step) => step * 3_600_000),
];
const DOT_PX = { event: 3.5, lonely: 2 } as const;

/** What is drawn; it changes while the plot stays. */
export interface Drawn {
  /** The least and the largest value of the y axis. */
  scale: readonly [number, number];
  lines: readonly Line[];
  iterations: readonly Iteration[];
  /** Stretches of time that are tinted, e.g. a phase. */
  bands: readonly Band[];
}

export interface PlotSettings {
  unit: string;
  width: number;
  /** Height of the plotted area; the time axis comes on top. */
  height: number;
  /** Room for names at the lines' ends. */
  room: number;
  timeAxis: boolean;
  shown: TimeWindow;
  /** What is to be drawn now. */
  drawn: () => Drawn;
  onCursor: (text: string) => void;
}

export function outerHeight(height: number, timeAxis: boolean): number {
  return height + (timeAxis ? TIME_AXIS_PX : HALF_FIGURE_PX) + TOP_PX;
}

/** Makes a plot; it follows its window until it is destroyed. */
export function plotIn(parent: HTMLElement, settings: PlotSettings): uPlot {
  const { shown } = settings;
  // uPlot itself draws no line: one without values gives it its axis.
  const plot = new uPlot(optionsOf(settings), [[...shown.range], [null, null]], parent);
  moveWith(plot, shown);
  return plot;
}

/** The chart as a drawing, names at the lines' ends included. */
export function vectorOfPlot(
  plot: uPlot,
  settings: Pick<PlotSettings, "unit" | "room" | "drawn">,
): SVGSVGElement {
  const drawn = settings.drawn();
  const labels = placed(plot, labelsOf(plot, drawn), settings.room);
  const ticks = figuresOf(plot, drawn).map(({ at, value }) => ({ at, text: brief(value, settings.unit) }));
  const own = drawn.lines.flatMap((line) => vectorLine(plot, drawn, line));
  return vectorOf(plot, { x: seconds, ticks, labels }, own);
}

/** Whether there are more names than ends of lines can carry. Processes of one title share a name. */
export function needsLegend(lines: readonly Line[]): boolean {
  return new Set(lines.map(({ name, source }) => `${name} ${source}`)).size > MOST_LABELS;
}

function optionsOf(settings: PlotSettings): uPlot.Options {
  const { width, height, room, timeAxis, shown, drawn } = settings;
  const [min, max] = shown.range;
  return {
    width,
    height: outerHeight(height, timeAxis),
    padding: [TOP_PX, room, timeAxis ? 0 : HALF_FIGURE_PX, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
      sync: { key: CROSSHAIR, setSeries: false, scales: ["x", null], filters: { pub: isMove } },
    },
    scales: { x: { time: false, auto: false, min, max }, y: { auto: false, min: 0, max: 1 } },
    axes: [timeAxisOf(timeAxis), valueAxisOf(settings)],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      drawClear: [(plot) => drawBands(plot, drawn().iterations, drawn().bands)],
      draw: [(plot) => drawLines(plot, drawn(), room)],
      setSelect: [(plot) => selected(plot, shown)],
      setCursor: [(plot) => settings.onCursor(readout(plot, settings))],
    },
  };
}

function isMove(type: string): boolean {
  return type === "mousemove" || type === "mouseleave";
}

function selected(plot: uPlot, shown: TimeWindow): void {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG_PX) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  shown.show([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
}

interface Mapping {
  window: [number, number];
  x: (at: number) => number;
  y: (value: number) => number;
}

/** From instants and values to pixels of `area`. The plot's own scale is 0 to 1: no value is too large for that. */
function mappingOf(plot: uPlot, scale: Drawn["scale"], area: Area): Mapping {
  const { x } = plot.scales;
  const [from, to] = [x?.min ?? 0, x?.max ?? 1];
  const across = area.width / (to - from || 1);
  const foot = area.top + area.height;
  return {
    window: [from, to],
    x: (at) => area.left + (at - from) * across,
    y: (value) => foot - shareOf(value, scale) * area.height,
  };
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Halved before it is subtracted: two values may lie farther apart than the largest number. */
function shareOf(value: number, [low, high]: Drawn["scale"]): number {
  return (value / 2 - low / 2) / (high / 2 - low / 2 || 1);
}

/** Round values of the y axis and their places on the plot's scale. */
function figuresOf(plot: uPlot, { scale }: Drawn): { at: number; value: number }[] {
  const height = plot.bbox.height / devicePixelRatio;
  const values = ticksOf(scale[0], scale[1], Math.max(3, Math.round(height / TICK_PX)));
  return values.map((value) => ({ at: shareOf(value, scale), value }));
}

function drawLines(plot: uPlot, drawn: Drawn, room: number): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const { window, x, y } = mappingOf(plot, drawn.scale, bbox);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top - ratio, bbox.width, bbox.height + 2 * ratio);
  ctx.clip();
  ctx.lineJoin = "bevel";
  // Lines of one pixel are drawn twenty times as fast as thicker ones: with many samples nothing else is smooth.
  const samples = drawn.lines.reduce((sum, { at }) => sum + at.length, 0);
  ctx.lineWidth = samples > MANY_SAMPLES ? 1 : ratio;
  for (const line of drawn.lines) {
    const color = token(`--series-${line.color}`);
    ctx.strokeStyle = ctx.fillStyle = color;
    if (!line.dots) {
      ctx.setLineDash(line.source === "Chrome" ? DASH.map((each) => each * ratio) : []);
      ctx.beginPath();
      trace(ctx, line, window, x, y);
      ctx.stroke();
    }
    const radius = (line.dots ? DOT_PX.event : DOT_PX.lonely) * ratio;
    for (const place of dotsOf(line, window)) {
      ctx.beginPath();
      ctx.arc(x(line.at[place]!), y(line.values[place] as number), radius, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
  ctx.restore();
  drawLabels(plot, labelsOf(plot, drawn), room);
}

function vectorLine(plot: uPlot, { scale }: Drawn, line: Line): SVGElement[] {
  const ratio = devicePixelRatio;
  const area = { left: 0, top: 0, width: plot.bbox.width / ratio, height: plot.bbox.height / ratio };
  const { window, x, y } = mappingOf(plot, scale, area);
  const color = token(`--series-${line.color}`);
  const parts = dotsOf(line, window).map((place) =>
    element("circle", {
      cx: x(line.at[place]!).toFixed(1),
      cy: y(line.values[place] as number).toFixed(1),
      r: line.dots ? DOT_PX.event : DOT_PX.lonely,
      fill: color,
    }),
  );
  if (line.dots) return parts;
  let path = "";
  const pen = {
    moveTo: (left: number, top: number) => void (path += `M${left.toFixed(1)} ${top.toFixed(1)}`),
    lineTo: (left: number, top: number) => void (path += `L${left.toFixed(1)} ${top.toFixed(1)}`),
  };
  trace(pen, line, window, x, y);
  const dash = line.source === "Chrome" ? { "stroke-dasharray": DASH.join(" ") } : {};
  const look = { d: path, fill: "none", stroke: color, "stroke-width": LINE_WIDTH };
  return [element("path", { ...look, ...dash }), ...parts];
}

function timeAxisOf(show: boolean): uPlot.Axis {
  return {
    size: show ? TIME_AXIS_PX : 0,
    stroke: token("--muted"),
    font: "11px system-ui, sans-serif",
    gap: 2,
    grid: { show: false },
    ticks: { show, stroke: token("--line"), size: 4, width: 1 },
    incrs: TIME_STEPS_MS,
    values: (_plot, splits) => splits.map((at) => (show ? seconds(at) : "")),
  };
}

function valueAxisOf({ unit, drawn }: PlotSettings): uPlot.Axis {
  return {
    size: AXIS_PX,
    stroke: token("--muted"),
    font: "11px system-ui, sans-serif",
    gap: 4,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    splits: (plot) => figuresOf(plot, drawn()).map(({ at }) => at),
    values: (plot) => figuresOf(plot, drawn()).map(({ value }) => brief(value, unit)),
  };
}

/** The name of a line at its end and in the read-out; a process that is alone in its panel needs none. */
function nameOf(line: Line, lines: readonly Line[]): string {
  const alone = lines.every(({ pid }) => pid === line.pid);
  // A name may turn the direction of writing; it does not turn that of what stands behind it.
  return alone ? line.source : `${ISOLATE}${line.name}${END} ${line.source}`;
}

/** Names stand at the last value in view, one for all processes of a title. */
function labelsOf(plot: uPlot, { lines, scale }: Drawn): Label[] {
  if (needsLegend(lines)) return [];
  const { window, y } = mappingOf(plot, scale, plot.bbox);
  const latest = new Map<string, { at: number; label: Label }>();
  for (const line of lines) {
    let last = line.at.length - 1;
    while (last >= 0 && (line.at[last]! > window[1] || line.values[last] === null)) last -= 1;
    const value = line.values[last];
    if (value === null || value === undefined) continue;
    const [at, text] = [line.at[last]!, nameOf(line, lines)];
    if (at < (latest.get(text)?.at ?? Number.NEGATIVE_INFINITY)) continue;
    latest.set(text, { at, label: { text, y: y(value), color: token(`--series-${line.color}`) } });
  }
  return [...latest.values()].map(({ label }) => label);
}

function readout(plot: uPlot, { drawn, unit }: PlotSettings): string {
  const { left } = plot.cursor;
  if (left === undefined || left < 0) return "";
  const instant = plot.posToVal(left, "x");
  const reach = plot.posToVal(left + NEAR_PX, "x") - instant;
  const { lines } = drawn();
  const told = new Map<string, string>();
  for (const line of lines) {
    const place = nearest(line, instant, reach);
    // Of processes of one title the youngest counts: those before it have ended or are about to.
    if (place !== undefined) told.set(nameOf(line, lines), quantity(line.values[place] as number, unit));
  }
  return [seconds(instant), ...[...told].map(([name, text]) => `${name} ${text}`)].join("  ·  ");
}
