// One small chart: the runs' lines of a metric and a process type, its read-out, and its figures for those who cannot
// see it.
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { Iteration } from "../../../api/types";
import { ChartFrame } from "../../../charts/frame";
import { figuresOf } from "../../../charts/line";
import { dataOf, optionsOf, outerHeight, vectorOfPlot } from "../../../charts/plot";
import type { Zoom } from "../../../charts/view";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { useTheme } from "../../../shell/theme";
import { useNear } from "./near";
import type { Panel } from "./panels";

interface Props {
  panel: Panel;
  chart: string;
  subject: string;
  fullTitle: string;
  unit: string;
  /** What is shaded. */
  bands: readonly Iteration[];
  zoom: Zoom;
  onZoom: (zoom: Zoom | undefined) => void;
  width: number;
  height: number;
  room: number;
  timeAxis: boolean;
}

export function OverlayChart(props: Props) {
  const { panel, unit, bands, zoom, onZoom, width, height, room, timeAxis } = props;
  const { t } = useLocale();
  const { lines } = panel;
  const [low, high] = panel.scale;
  const [from, to] = zoom;
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot>(undefined);
  const near = useNear(frame);
  const data = useMemo(() => dataOf(lines), [lines]);

  useEffect(() => {
    if (!near || !frame.current || width <= 0) return;
    const onCursor = (text: string) => {
      if (reading.current) reading.current.textContent = text;
    };
    const shared = { lines, unit, iterations: bands, width, height, room, timeAxis, onZoom, onCursor };
    const drawn = new uPlot(
      optionsOf({ ...shared, scale: [low, high], zoom: [from, to] }),
      data,
      frame.current,
    );
    drawn.setScale("x", { min: from, max: to });
    plot.current = drawn;
    return () => {
      plot.current = undefined;
      drawn.destroy();
    };
    // The zoom has an effect of its own; drawing anew for it would lose the crosshair.
  }, [near, data, lines, unit, low, high, bands, width, height, room, timeAxis, onZoom, theme]);

  useEffect(() => plot.current?.setScale("x", { min: from, max: to }), [from, to]);

  const title = panel.type || t("run.charts.wholeRun");
  return (
    <ChartFrame
      className="panel"
      title={title}
      fullTitle={props.fullTitle}
      chart={props.chart}
      subject={props.subject}
      figures={() => figuresOf(lines, unit)}
      vector={() => plot.current && vectorOfPlot(plot.current, { lines, unit, room })}
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
              <td>{quantity(line.bottom, unit)}</td>
              <td>{quantity(line.top, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
