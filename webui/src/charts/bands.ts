// Iterations behind the lines: shaded, the warm-up hatched; phases as bands at the foot of the chart.
import type uPlot from "uplot";

import type { Iteration } from "../api/types";
import { token } from "../shell/theme";

const HATCH_PX = 7;

const FOOT_PX = 3;

/** A stretch of time that is tinted: a phase at the foot of the chart, or in full height where it is looked at. */
export interface Band {
  from: number;
  to: number;
  tint: number;
  full: boolean;
}

export function drawBands(plot: uPlot, iterations: readonly Iteration[], bands: readonly Band[] = []): void {
  const { ctx, bbox } = plot;
  const right = bbox.left + bbox.width;
  ctx.save();
  for (const { start_ms: start, end_ms: end, warmup } of iterations) {
    const from = Math.max(bbox.left, plot.valToPos(start, "x", true));
    const to = Math.min(right, plot.valToPos(end, "x", true));
    if (to <= from) continue;
    if (warmup) hatch(ctx, from, bbox.top, to - from, bbox.height);
    else {
      ctx.fillStyle = token("--band");
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
  }
  for (const { from: start, to: end, tint, full } of bands) {
    const from = Math.max(bbox.left, plot.valToPos(start, "x", true));
    const to = Math.min(right, plot.valToPos(end, "x", true));
    if (to <= from) continue;
    const height = full ? bbox.height : FOOT_PX * devicePixelRatio;
    ctx.fillStyle = token(full ? "--hover" : `--phase-${tint}`);
    ctx.fillRect(from, bbox.top + bbox.height - height, Math.max(1, to - from - devicePixelRatio), height);
  }
  ctx.restore();
}

function hatch(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.strokeStyle = token("--hatch");
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  const step = HATCH_PX * devicePixelRatio;
  for (let at = x - height; at < x + width; at += step) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }
  ctx.stroke();
  ctx.restore();
}
