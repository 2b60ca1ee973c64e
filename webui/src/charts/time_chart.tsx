// One small chart over time: the lines of one process type, its read-out, and its figures as a table for those who
// cannot see it.
import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { Statistic } from "../api/types";
import { useTheme } from "../shell/theme";
import { ChartFrame } from "./frame";
import { Legend } from "./legend";
import { figuresOf } from "./line";
import { needsLegend, outerHeight, plotIn, vectorOfPlot, type Drawn } from "./plot";
import type { TimeWindow } from "./time_window";
import { TwinTable } from "./twin_table";

interface Props extends Drawn {
  title: string;
  /** Name of the chart on its page, and what saved files are named after. */
  chart: string;
  subject: string;
  fullTitle: string;
  unit: string;
  statistics: readonly Statistic[];
  shown: TimeWindow;
  /** Whether finer data are on their way. */
  stale: boolean;
  width: number;
  height: number;
  room: number;
  timeAxis: boolean;
}

export function TimeChart(props: Props) {
  const { title, unit, lines, iterations, bands, shown, width, height, room, timeAxis } = props;
  const [low, high] = props.scale;
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(undefined);
  const drawn = useRef<Drawn>({ lines, iterations, bands, scale: [low, high] });

  useEffect(() => {
    if (!frame.current || width <= 0) return;
    const onCursor = (text: string) => {
      if (reading.current) reading.current.textContent = text;
    };
    const settings = { unit, width, height, room, timeAxis, shown, drawn: () => drawn.current, onCursor };
    const made = plotIn(frame.current, settings);
    plot.current = made;
    return () => made.destroy();
  }, [unit, width, height, room, timeAxis, shown, theme]);

  // What is drawn changes within the plot: made anew it would lose the crosshair.
  useEffect(() => {
    drawn.current = { lines, iterations, bands, scale: [low, high] };
    plot.current?.redraw(false, true);
  }, [lines, iterations, bands, low, high]);

  return (
    <ChartFrame
      className={props.stale ? "panel stale" : "panel"}
      title={title}
      chart={props.chart}
      subject={props.subject}
      fullTitle={props.fullTitle}
      figures={() => figuresOf(lines, unit)}
      vector={() => plot.current && vectorOfPlot(plot.current, { unit, room, drawn: () => drawn.current })}
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
