// One small chart: the runs' lines of a metric and a process type, its read-out, and its figures for those who cannot
// see it.
import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { Iteration } from "../../../api/types";
import { ChartFrame } from "../../../charts/frame";
import { useInView } from "../../../charts/in_view";
import { figuresOf } from "../../../charts/line";
import { outerHeight, plotIn, vectorOfPlot, type Drawn } from "../../../charts/plot";
import type { TimeWindow } from "../../../charts/time_window";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { useTheme } from "../../../shell/theme";
import type { Panel } from "./panels";

interface Props {
  panel: Panel;
  chart: string;
  subject: string;
  fullTitle: string;
  unit: string;
  /** What is shaded. */
  shaded: readonly Iteration[];
  shown: TimeWindow;
  width: number;
  height: number;
  room: number;
  timeAxis: boolean;
}

export function OverlayChart(props: Props) {
  const { panel, unit, shaded, shown, width, height, room, timeAxis } = props;
  const { t } = useLocale();
  const { lines, scale } = panel;
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(undefined);
  const drawn = useRef<Drawn>({ lines, scale, iterations: shaded, bands: [] });
  const visible = useInView(frame);

  useEffect(() => {
    if (!visible || !frame.current || width <= 0) return;
    const onCursor = (text: string) => {
      if (reading.current) reading.current.textContent = text;
    };
    const settings = { unit, width, height, room, timeAxis, shown, drawn: () => drawn.current, onCursor };
    const made = plotIn(frame.current, settings);
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [visible, unit, width, height, room, timeAxis, shown, theme]);

  // What is drawn changes within the plot: made anew it would lose the crosshair.
  useEffect(() => {
    drawn.current = { lines, scale, iterations: shaded, bands: [] };
    plot.current?.redraw(false, true);
  }, [lines, scale, shaded]);

  const title = panel.type || t("run.charts.wholeRun");
  return (
    <ChartFrame
      className="panel"
      title={title}
      fullTitle={props.fullTitle}
      chart={props.chart}
      subject={props.subject}
      figures={() => figuresOf(lines, unit)}
      vector={() => plot.current && vectorOfPlot(plot.current, { unit, room, drawn: () => drawn.current })}
      beside={
        <>
          <span className="muted">
            {countsOf(panel)} {panel.ownScale && t("compare.charts.ownScale")}
          </span>
          <span className="reading" ref={reading} aria-hidden="true" />
        </>
      }
    >
      <div
        className="plot"
        ref={frame}
        aria-hidden="true"
        style={{ height: outerHeight(height, timeAxis), width }}
      />
      <Extremes panel={panel} unit={unit} title={props.fullTitle} />
    </ChartFrame>
  );
}

/** How many processes are summed, where they are several: `×3` or, where the runs differ, `×3 ×5`. */
function countsOf({ sums }: Panel): string {
  const counts = sums.map(({ processes }) => processes);
  if (counts.every((count) => count <= 1)) return "";
  return [...new Set(counts)].length === 1 ? `×${counts[0]}` : counts.map((count) => `×${count}`).join(" ");
}

/** What the lines say, for those who cannot see them. Extremes survive the thinning. */
function Extremes({ panel, unit, title }: { panel: Panel; unit: string; title: string }) {
  const { t } = useLocale();
  return (
    <div className="hidden">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("compare.column.run")}</th>
            <th scope="col">{t("compare.column.processes")}</th>
            <th scope="col">{t("statistic.count")}</th>
            <th scope="col">{t("statistic.min")}</th>
            <th scope="col">{t("statistic.max")}</th>
          </tr>
        </thead>
        <tbody>
          {panel.lines.map((line, at) => (
            <tr key={line.pid}>
              <th scope="row">{line.name}</th>
              <td>{panel.sums[at]?.processes}</td>
              <td>{panel.sums[at]?.samples}</td>
              <td>{quantity(panel.sums[at]!.bottom, unit)}</td>
              <td>{quantity(panel.sums[at]!.top, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
