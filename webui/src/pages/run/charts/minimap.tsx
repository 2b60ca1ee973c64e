// The whole run in small, and which part of it the charts show: drag over it to show a part, drag the part to move it, drag
// its edges, or use the arrow keys.
import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from "react";

import { AXIS_PX } from "../../../charts/plot";
import { trace } from "../../../charts/line_path";
import type { Line } from "../../../charts/line";
import { useRange, type TimeWindow } from "../../../charts/time_window";
import { seconds } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { bySource, FEW, folded, scaleOf, type Group } from "./groups";
import { useSeries } from "./series";

const HEIGHT_PX = 36;
const EDGE_PX = 6;
const LEAST_PX = 3;
const KEY_STEP = 0.1;
const KEY_ZOOM = 0.8;
const LINES = 4;

interface Props {
  /** What is drawn of the run. */
  group: Group;
  shown: TimeWindow;
  width: number;
  room: number;
}

export function Minimap({ group, shown, width, room }: Props) {
  const { t } = useLocale();
  const range = useRange(shown);
  const area = useRef<SVGSVGElement>(null);
  const inner = Math.max(1, width - AXIS_PX - room);
  const { heads, drawn, scale } = useMemo(() => {
    const variant = group.variants[0]!;
    const panels = bySource(variant, variant.sources.includes("OS") ? "OS" : undefined);
    // The same as the charts ask for, so that it is asked once; fewer of them are drawn.
    const asked = panels.flatMap((panel) => folded(panel, FEW).heads);
    const first = panels.flatMap((panel) => folded(panel, LINES).heads.map(({ pid }) => pid));
    return { heads: asked, drawn: new Set(first), scale: scaleOf(panels) };
  }, [group]);
  const still = useStill(shown);
  const { lines: all } = useSeries({ heads, shown: still, width, visible: true });
  const lines = useMemo(() => all.filter(({ pid }) => drawn.has(pid)), [all, drawn]);
  const [from, to] = shown.whole;
  const x = (at: number) => ((at - from) / (to - from || 1)) * inner;
  const [left, right] = [x(range[0]), x(range[1])];

  const press = (event: PointerEvent<SVGSVGElement>) => {
    if (!area.current || event.button !== 0) return;
    const box = area.current.getBoundingClientRect();
    const instant = (clientX: number) => from + ((clientX - box.left) / inner) * (to - from);
    const begun = event.clientX - box.left;
    const start = instant(event.clientX);
    const [first, last] = shown.range;
    const edge =
      Math.abs(begun - left) < EDGE_PX ? "from" : Math.abs(begun - right) < EDGE_PX ? "to" : undefined;
    const isInside = !shown.isWhole && begun > left && begun < right;
    area.current.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      const now = instant(moved.clientX);
      if (edge === "from") shown.show([Math.min(now, last), last]);
      else if (edge === "to") shown.show([first, Math.max(now, first)]);
      else if (isInside) shown.show([first + now - start, last + now - start]);
      else if (Math.abs(moved.clientX - box.left - begun) >= LEAST_PX)
        shown.show([Math.min(start, now), Math.max(start, now)]);
    };
    const release = () => {
      area.current?.removeEventListener("pointermove", move);
      area.current?.removeEventListener("pointerup", release);
      area.current?.removeEventListener("pointercancel", release);
    };
    area.current.addEventListener("pointermove", move);
    area.current.addEventListener("pointerup", release);
    area.current.addEventListener("pointercancel", release);
  };
  const onKey = (event: KeyboardEvent) => {
    const [first, last] = shown.range;
    const length = last - first;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => shown.pan(-KEY_STEP * length),
      ArrowRight: () => shown.pan(KEY_STEP * length),
      ArrowUp: () => shown.zoom(KEY_ZOOM, (first + last) / 2),
      ArrowDown: () => shown.zoom(1 / KEY_ZOOM, (first + last) / 2),
      "+": () => shown.zoom(KEY_ZOOM, (first + last) / 2),
      "-": () => shown.zoom(1 / KEY_ZOOM, (first + last) / 2),
      Home: () => shown.pan(from - first),
      End: () => shown.pan(to - last),
      Escape: () => shown.show(undefined),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <svg
      ref={area}
      className="minimap"
      style={{ marginLeft: AXIS_PX }}
      width={inner}
      height={HEIGHT_PX}
      tabIndex={0}
      role="slider"
      aria-label={t("run.charts.minimap")}
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(to)}
      aria-valuenow={Math.round(range[0])}
      aria-valuetext={`${seconds(range[0])} – ${seconds(range[1])}`}
      onPointerDown={press}
      onDoubleClick={() => shown.show(undefined)}
      onKeyDown={onKey}
    >
      <Overview lines={lines} whole={shown.whole} scale={scale} inner={inner} />
      <rect className="beyond" x={0} width={Math.max(0, left)} height={HEIGHT_PX} />
      <rect className="beyond" x={right} width={Math.max(0, inner - right)} height={HEIGHT_PX} />
      <rect
        className="part"
        x={Math.max(0.5, left)}
        y={0.5}
        width={Math.max(1, right - left - 1)}
        height={HEIGHT_PX - 1}
      />
    </svg>
  );
}

interface OverviewProps {
  lines: readonly Line[];
  whole: readonly [number, number];
  scale: readonly [number, number];
  inner: number;
}

/** The lines alone: they are not drawn anew while the part moves. */
function Overview({ lines, whole, scale, inner }: OverviewProps) {
  const [from, to] = whole;
  const [low, high] = scale;
  const paths = useMemo(() => {
    const x = (at: number) => ((at - from) / (to - from || 1)) * inner;
    const y = (value: number) => HEIGHT_PX - ((value - low) / (high - low || 1)) * HEIGHT_PX;
    return lines.map((line) => {
      let path = "";
      const pen = {
        moveTo: (left: number, top: number) => void (path += `M${left.toFixed(1)} ${top.toFixed(1)}`),
        lineTo: (left: number, top: number) => void (path += `L${left.toFixed(1)} ${top.toFixed(1)}`),
      };
      trace(pen, line, [from, to], x, y);
      return { path, color: line.color, key: `${line.pid} ${line.source}` };
    });
  }, [lines, from, to, low, high, inner]);
  return paths.map(({ path, color, key }) => <path key={key} className={`line-${color}`} d={path} />);
}

/** The same run with nothing but the whole of it shown. */
function useStill(shown: TimeWindow): TimeWindow {
  return useMemo(() => shown.still(), [shown, shown.whole]);
}
