// A uPlot chart as a drawing: its lines, axes and names from its data, for what is saved. Never drawn on screen.
import type uPlot from "uplot";

import { token } from "../shell/theme";
import { element } from "./drawing";
import type { Label } from "./end_labels";
import { ticksOf } from "./ticks";

const FONT = "system-ui, sans-serif";
const SIZE_PX = 11;
const GAP_PX = 4;
const TICKS = { x: 8, y: 4 } as const;

export interface VectorTexts {
  x: (value: number) => string;
  /** Figures of the y axis, where they are not those of the plot's own scale: their places on that, and their texts. */
  ticks?: readonly { at: number; text: string }[];
  y?: (value: number) => string;
  /** Names at the lines' ends, in the canvas's pixels, as `placed` of end_labels.ts gives them. */
  labels?: readonly Label[];
}

/** The chart as it stands: the same part of time, the same scale. `own` is what its hooks draw beside its series. */
export function vectorOf(plot: uPlot, texts: VectorTexts, own?: readonly SVGElement[]): SVGSVGElement {
  const ratio = devicePixelRatio;
  const [left, top] = [plot.bbox.left / ratio, plot.bbox.top / ratio];
  const [width, height] = [plot.bbox.width / ratio, plot.bbox.height / ratio];
  const foot = SIZE_PX + 3 * GAP_PX;
  const high = Math.max(plot.height, top + height + foot);
  const drawing = element("svg", { width: plot.width, height: high, viewBox: `0 0 ${plot.width} ${high}` });
  const area = element("svg", { x: left, y: top, width, height, viewBox: `0 0 ${width} ${height}` });
  for (const { at, text: words } of texts.ticks ?? figuresOf(plot, texts)) {
    const y = plot.valToPos(at, "y");
    area.append(element("line", { x1: 0, x2: width, y1: y, y2: y, stroke: token("--line") }));
    drawing.append(text(words, left - GAP_PX, top + y + SIZE_PX / 3, "end"));
  }
  for (const value of ticks(plot, "x")) {
    drawing.append(
      text(texts.x(value), left + plot.valToPos(value, "x"), top + height + SIZE_PX + GAP_PX, "middle"),
    );
  }
  plot.series.forEach((series, index) => {
    if (index > 0 && series.show !== false) area.append(...lineOf(plot, series, index));
  });
  area.append(...(own ?? []));
  drawing.append(area);
  for (const { text: name, y, color } of texts.labels ?? []) {
    drawing.append(text(name, left + width + GAP_PX, y / ratio + SIZE_PX / 3, "start", color));
  }
  return drawing as SVGSVGElement;
}

function figuresOf(plot: uPlot, { y = String }: VectorTexts): { at: number; text: string }[] {
  return ticks(plot, "y").map((at) => ({ at, text: y(at) }));
}

function ticks(plot: uPlot, axis: "x" | "y"): number[] {
  const { min, max } = plot.scales[axis] ?? {};
  return ticksOf(min ?? 0, max ?? 1, TICKS[axis]);
}

/** A line with its gaps, and its dots where it is drawn as dots. */
function lineOf(plot: uPlot, series: uPlot.Series, index: number): SVGElement[] {
  const [times, values] = [plot.data[0], plot.data[index] ?? []];
  const color = typeof series.stroke === "function" ? series.stroke(plot, index) : series.stroke;
  const stroke = typeof color === "string" ? color : token("--text");
  const dots: SVGElement[] = [];
  let path = "";
  let isDown = false;
  const single = !series.width;
  for (let at = 0; at < times.length; at += 1) {
    const value = values[at];
    if (value === undefined) continue;
    if (value === null) {
      isDown = false;
      continue;
    }
    const [x, y] = [plot.valToPos(times[at]!, "x").toFixed(1), plot.valToPos(value, "y").toFixed(1)];
    if (single) dots.push(element("circle", { cx: x, cy: y, r: 3, fill: stroke }));
    else path += `${isDown ? "L" : "M"}${x} ${y}`;
    isDown = true;
  }
  if (!path) return dots;
  const dash = series.dash ? { "stroke-dasharray": series.dash.join(" ") } : {};
  const line = {
    d: path,
    fill: "none",
    stroke,
    "stroke-width": series.width ?? 1,
    "stroke-linecap": "round",
  };
  return [element("path", { ...line, ...dash }), ...dots];
}

function text(words: string, x: number, y: number, anchor: string, color = token("--muted")): SVGElement {
  const made = element("text", {
    x,
    y,
    fill: color,
    "text-anchor": anchor,
    "font-family": FONT,
    "font-size": SIZE_PX,
  });
  made.textContent = words;
  return made;
}
