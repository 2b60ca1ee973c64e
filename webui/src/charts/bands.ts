// Iterations behind the lines: shaded, the warm-up hatched.
import type uPlot from "uplot";

import type { Iteration } from "../api/types";
import { token } from "../shell/theme";

const HATCH_PX = 7;

export function drawBands(plot: uPlot, iterations: readonly Iteration[]): void {
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
