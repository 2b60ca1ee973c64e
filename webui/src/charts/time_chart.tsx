// One small chart over time: the lines of one process type, its read-out, and its figures as a table for those who
// cannot see it.
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { Iteration, Statistic } from "../api/types";
import { useTheme } from "../shell/theme";
import { figuresOf, type Line } from "./line";
import { ChartFrame } from "./frame";
import { Legend } from "./legend";
import { dataOf, needsLegend, optionsOf, outerHeight, vectorOfPlot } from "./plot";
import { TwinTable } from "./twin_table";
import type { Zoom } from "./view";

interface Props {
  title: string;
  /** Name of the chart on its page, and what saved files are named after. */
  chart: string;
  subject: string;
  fullTitle: string;
  unit: string;
  lines: readonly Line[];
  scale: [number, number];
  iterations: readonly Iteration[];
  statistics: readonly Statistic[];
  zoom: Zoom;
  onZoom: (zoom: Zoom | undefined) => void;
  width: number;
  height: number;
  room: number;
  timeAxis: boolean;
}

export function TimeChart(props: Props) {
  const { title, unit, lines, iterations, zoom, onZoom, width, height, room, timeAxis } = props;
  const [low, high] = props.scale;
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(undefined);
  const data = useMemo(() => dataOf(lines), [lines]);
  const [from, to] = zoom;

  useEffect(() => {
    if (!frame.current || width <= 0) return;
    const onCursor = (text: string) => {
      if (reading.current) reading.current.textContent = text;
    };
    const settings = { lines, unit, iterations, width, height, room, timeAxis, onZoom, onCursor };
    const drawn = new uPlot(
      optionsOf({ ...settings, scale: [low, high], zoom: [from, to] }),
      data,
      frame.current,
    );
    drawn.setScale("x", { min: from, max: to });
    plot.current = drawn;
    return () => drawn.destroy();
    // The zoom has an effect of its own; drawing anew for it would lose the crosshair.
  }, [data, lines, unit, low, high, iterations, width, height, room, timeAxis, onZoom, theme]);

  useEffect(() => plot.current?.setScale("x", { min: from, max: to }), [from, to]);

  const vector = () => plot.current && vectorOfPlot(plot.current, { lines, unit, room });
  return (
    <ChartFrame
      className="panel"
      title={title}
      chart={props.chart}
      subject={props.subject}
      fullTitle={props.fullTitle}
      figures={() => figuresOf(lines, unit)}
      vector={vector}
      beside={<span className="reading" ref={reading} aria-hidden="true" />}
    >
      <div
        className="plot"
        ref={frame}
        aria-hidden="true"
        style={{ height: outerHeight(height, timeAxis), width }}
      />
      {needsLegend(lines) && <Legend lines={lines} />}
      <TwinTable title={title} unit={unit} lines={lines} statistics={props.statistics} />
    </ChartFrame>
  );
}
