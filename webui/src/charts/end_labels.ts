// Names at the lines' ends, pushed apart until they can be read.
import type uPlot from "uplot";

const SIZE_PX = 11;
const LINE_PX = 13;
const SPACE_PX = 6;

/** A name, where it would like to stand (canvas pixels from the top), and its color. */
export interface Label {
  text: string;
  y: number;
  color: string;
}

/** Places labels at least `gap` apart between `top` and `bottom`, each as near to its wish as the others allow. */
export function spread(wishes: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wishes.map((y, index) => ({ y, index })).sort((one, other) => one.y - other.y);
  let floor = top;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = bottom;
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const placed = new Array<number>(wishes.length);
  for (const { y, index } of order) placed[index] = y;
  return placed;
}

/** The labels that fit beside the plotted area: shortened to the room and pushed apart. Canvas pixels. */
export function placed(plot: uPlot, labels: readonly Label[], room: number): Label[] {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const half = (LINE_PX * ratio) / 2;
  const places = spread(
    labels.map(({ y }) => y),
    LINE_PX * ratio,
    bbox.top + half,
    bbox.top + bbox.height - half / 2,
  );
  ctx.save();
  ctx.font = `${SIZE_PX * ratio}px system-ui, sans-serif`;
  const fitting = labels.map(({ text, color }, index) => ({
    text: shortened(ctx, text, (room - SPACE_PX) * ratio),
    y: places[index]!,
    color,
  }));
  ctx.restore();
  return fitting;
}

export function drawLabels(plot: uPlot, labels: readonly Label[], room: number): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${SIZE_PX * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { text, y, color } of placed(plot, labels, room)) {
    ctx.fillStyle = color;
    ctx.fillText(text, bbox.left + bbox.width + SPACE_PX * ratio, y);
  }
  ctx.restore();
}

function shortened(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  // The source at the end must stay readable: the name before it is what gives way.
  const cut = text.lastIndexOf(" ");
  const [name, tail] = cut > 0 ? [text.slice(0, cut), text.slice(cut)] : [text, ""];
  const isIsolated = name.startsWith("\u2068");
  for (let length = name.length - 1; length > 1; length -= 1) {
    const short = `${name.slice(0, length)}…${isIsolated ? "\u2069" : ""}${tail}`;
    if (ctx.measureText(short).width <= width) return short;
  }
  return text;
}
