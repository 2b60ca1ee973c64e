// The options of one small time chart. Draws what it is given; the zoom and the crosshair belong to all charts together.
import uPlot from "uplot";

import type { Iteration } from "../api/types";
import { quantity } from "../format/quantity";
import { seconds } from "../format/time";
import { token } from "../shell/theme";
import { drawBands } from "./bands";
import { drawLabels, placed, type Label } from "./end_labels";
import { lonely, type Line } from "./line";
import { vectorOf } from "./vector";
import type { Zoom } from "./view";

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
const DASH = [5, 4];
/** How uPlot joins: a null stays as it is, or takes the undefined values around it. */
const KEEP_NULLS = 1;
const WIDEN_NULLS = 2;

export interface PlotSettings {
  lines: readonly Line[];
  unit: string;
  scale: [number, number];
  iterations: readonly Iteration[];
  width: number;
  /** Height of the plotted area; the time axis comes on top. */
  height: number;
  /** Room for names at the lines' ends. */
  room: number;
  timeAxis: boolean;
  zoom: Zoom;
  onZoom: (zoom: Zoom | undefined) => void;
  onCursor: (text: string) => void;
}

type VectorParts = Pick<PlotSettings, "lines" | "unit" | "room">;

/** The lines on one axis. A gap of one line covers every instant of the others that lies in it. */
export function dataOf(lines: readonly Line[]): uPlot.AlignedData {
  return uPlot.join(
    lines.map((line) => [line.at, line.values]),
    lines.map(() => [KEEP_NULLS, WIDEN_NULLS]),
  );
}

export function outerHeight(height: number, timeAxis: boolean): number {
  return height + (timeAxis ? TIME_AXIS_PX : HALF_FIGURE_PX) + TOP_PX;
}

export function optionsOf(settings: PlotSettings): uPlot.Options {
  const { lines, width, height, room, timeAxis, zoom, scale } = settings;
  return {
    width,
    height: outerHeight(height, timeAxis),
    padding: [TOP_PX, room, timeAxis ? 0 : HALF_FIGURE_PX, 0],
    legend: { show: false },
    cursor: cursorOf(settings),
    scales: { x: { time: false, min: zoom[0], max: zoom[1] }, y: { range: () => scale } },
    axes: [timeAxisOf(timeAxis), valueAxisOf(settings.unit)],
    series: [{}, ...lines.map(seriesOf)],
    hooks: {
      drawClear: [(plot) => drawBands(plot, settings.iterations)],
      draw: [(plot) => drawLabels(plot, labelsOf(plot, lines), room)],
      setSelect: [(plot) => selected(plot, settings.onZoom)],
      setCursor: [(plot) => settings.onCursor(readout(plot, settings))],
    },
  };
}

/** The chart as a drawing, names at the lines' ends included. */
export function vectorOfPlot(plot: uPlot, { lines, unit, room }: VectorParts): SVGSVGElement {
  const labels = placed(plot, labelsOf(plot, lines), room);
  return vectorOf(plot, { x: seconds, y: (value) => quantity(value, unit), labels });
}

/** The name of a line at its end and in the read-out; a process that is alone in its panel needs none. */
function nameOf(line: Line, lines: readonly Line[]): string {
  const alone = lines.every(({ pid }) => pid === line.pid);
  return alone ? line.source : `${line.name} ${line.source}`;
}

/** Whether there are more names than ends of lines can carry. Processes of one title share a name. */
export function needsLegend(lines: readonly Line[]): boolean {
  return new Set(lines.map(({ name, source }) => `${name} ${source}`)).size > MOST_LABELS;
}

function cursorOf({ onZoom, lines }: PlotSettings): uPlot.Cursor {
  const moves = (type: string) => type === "mousemove" || type === "mouseleave";
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
    points: { size: 6 },
    // A process is read out while it lives, not after.
    hover: { prox: (_plot, series, _closest, at) => (lives(lines[series - 1], at) ? null : NEAR_PX) },
    sync: { key: CROSSHAIR, setSeries: false, scales: ["x", null], filters: { pub: moves } },
    bind: {
      dblclick: () => () => {
        onZoom(undefined);
        return null;
      },
    },
  };
}

function lives(line: Line | undefined, at: number): boolean {
  if (!line || line.dots) return false;
  return at >= line.at[0]! && at <= line.at[line.at.length - 1]!;
}

function selected(plot: uPlot, onZoom: PlotSettings["onZoom"]): void {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG_PX) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
}

function seriesOf(line: Line): uPlot.Series {
  const color = token(`--series-${line.color}`);
  if (line.dots) {
    return {
      stroke: color,
      width: 0,
      paths: () => null,
      points: { show: true, size: 7, fill: color, width: 0 },
    };
  }
  return {
    stroke: color,
    width: 1.25,
    points: {
      show: true,
      size: 4,
      fill: color,
      width: 0,
      filter: (plot, index) => lonely(plot.data[index] ?? []),
    },
    spanGaps: false,
    ...(line.source === "Chrome" ? { dash: DASH } : {}),
  };
}

function timeAxisOf(show: boolean): uPlot.Axis {
  return {
    size: show ? TIME_AXIS_PX : 0,
    stroke: token("--muted"),
    font: "11px system-ui, sans-serif",
    gap: 2,
    grid: { show: false },
    ticks: { show, stroke: token("--line"), size: 4, width: 1 },
    values: (_plot, splits) => splits.map((at) => (show ? seconds(at) : "")),
  };
}

function valueAxisOf(unit: string): uPlot.Axis {
  return {
    size: AXIS_PX,
    space: 30,
    stroke: token("--muted"),
    font: "11px system-ui, sans-serif",
    gap: 4,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((value) => quantity(value, unit)),
  };
}

/** Names stand at the last value in view, one for all processes of a title. */
function labelsOf(plot: uPlot, lines: readonly Line[]): Label[] {
  if (needsLegend(lines)) return [];
  const end = plot.scales["x"]?.max ?? Number.POSITIVE_INFINITY;
  const latest = new Map<string, { at: number; label: Label }>();
  for (const line of lines) {
    let last = line.at.length - 1;
    while (last >= 0 && (line.at[last]! > end || line.values[last] === null)) last -= 1;
    const value = line.values[last];
    if (value === null || value === undefined) continue;
    const [at, text] = [line.at[last]!, nameOf(line, lines)];
    if (at < (latest.get(text)?.at ?? Number.NEGATIVE_INFINITY)) continue;
    const label = { text, y: plot.valToPos(value, "y", true), color: token(`--series-${line.color}`) };
    latest.set(text, { at, label });
  }
  return [...latest.values()].map(({ label }) => label);
}

function readout(plot: uPlot, { lines, unit }: PlotSettings): string {
  const { left, idx, idxs } = plot.cursor;
  if (left === undefined || left < 0 || idx === null || idx === undefined) return "";
  const told = new Map<string, string>();
  lines.forEach((line, index) => {
    const at = idxs?.[index + 1];
    const value = at === null || at === undefined ? undefined : plot.data[index + 1]?.[at];
    // Of processes of one title the youngest counts: those before it have ended or are about to.
    if (typeof value === "number") told.set(nameOf(line, lines), quantity(value, unit));
  });
  const figures = [...told].map(([name, text]) => `${name} ${text}`);
  return [seconds(plot.posToVal(left, "x")), ...figures].join("  ·  ");
}
