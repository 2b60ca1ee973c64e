// Moves of the pointer over a plot that move its window: the wheel with Ctrl and a drag with Shift pan, the wheel with Ctrl
// and Shift zooms, a double click shows everything. The plot follows its window, whoever moves it.
import type uPlot from "uplot";

import type { TimeWindow } from "./time_window";

const WHEEL_ZOOM = 0.0015;

/** Until the plot is destroyed. */
export function moveWith(plot: uPlot, shown: TimeWindow): void {
  const { over } = plot;
  const perPixel = () => (shown.range[1] - shown.range[0]) / Math.max(1, over.clientWidth);
  const follow = () => plot.setScale("x", { min: shown.range[0], max: shown.range[1] });
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const by = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    if (event.shiftKey) shown.zoom(Math.exp(by * WHEEL_ZOOM), plot.posToVal(event.offsetX, "x"));
    else shown.pan(by * perPixel());
  };
  const press = (event: MouseEvent) => {
    if (!event.shiftKey || event.button !== 0) return;
    // The brush stays where it is.
    event.stopImmediatePropagation();
    event.preventDefault();
    let last = event.clientX;
    const drag = (moved: MouseEvent) => {
      shown.pan((last - moved.clientX) * perPixel());
      last = moved.clientX;
    };
    const release = () => {
      document.removeEventListener("mousemove", drag);
      document.removeEventListener("mouseup", release);
    };
    document.addEventListener("mousemove", drag);
    document.addEventListener("mouseup", release);
  };
  over.addEventListener("wheel", wheel, { passive: false });
  // Before uPlot's own, which begins to brush.
  over.addEventListener("mousedown", press, { capture: true });
  over.addEventListener("dblclick", () => shown.show(undefined));
  const leave = shown.onMove(follow);
  (plot.hooks.destroy ??= []).push(leave);
  follow();
}
