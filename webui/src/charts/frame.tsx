// The frame around a chart: its title, a small menu to save or read it, its figures as a table, how it prints.
//
//   <ChartFrame title="CPU · Renderer" subject={`${scenario} ${id}`} chart="cpu-renderer" figures={() => figures}>
//     <svg …/>            // or a canvas; the first of them is the picture
//   </ChartFrame>
//
// - `figures` is asked when somebody wants them: columns (with units) and rows of everything that is drawn (figures.ts).
// - PNG: the first <canvas> or else the first <svg class="chart"> (or <svg>) among the children. SVG: that <svg> with the
//   looks it has on screen; a chart on a canvas gives `vector`, e.g. `() => vectorOf(plot, …)` of vector.ts for uPlot.
// - Files are named after `subject` and `fullTitle` (else `title`). `beside` stands behind the title, e.g. what the crosshair reads out.
// - Tests read what is drawn from the <figure data-chart="…">: its property `drawn()` gives the same figures.
import { useEffect, useRef, useState, type ReactNode } from "react";

import { useLocale } from "../i18n/locale";
import { saveCsv, savePng, saveSvg } from "./export";
import type { Figures } from "./figures";
import { FiguresTable } from "./figures_table";
import { fileName } from "./file_name";
import { FrameMenu } from "./frame_menu";
import "./frame.css";

interface Props {
  title: string;
  /** What a saved picture is titled, where that says more than the title between its neighbors. */
  fullTitle?: string;
  /** What the chart is about, for the names of files, e.g. scenario and id of a run. */
  subject: string;
  /** The chart's name among those of its page; stands in `data-chart`. */
  chart: string;
  figures: () => Figures;
  vector?: (() => SVGSVGElement | undefined) | undefined;
  beside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** The element of a chart, as tests find it. */
export interface DrawnElement extends HTMLElement {
  drawn?: () => Figures;
}

export function ChartFrame(props: Props) {
  const { title, subject, chart, figures, vector, beside, className, children } = props;
  const { t } = useLocale();
  const fullTitle = props.fullTitle ?? title;
  const frame = useRef<DrawnElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    if (frame.current) frame.current.drawn = figures;
  }, [figures]);

  const canvas = () => body.current?.querySelector("canvas") ?? undefined;
  const drawing = () =>
    vector?.() ?? body.current?.querySelector<SVGSVGElement>("svg.chart, svg") ?? undefined;
  const picture = () => canvas() ?? drawing();
  const save = async (ending: "png" | "svg" | "csv") => {
    setFailure(undefined);
    const name = fileName(subject, fullTitle, ending);
    try {
      if (ending === "csv") return saveCsv(figures(), name);
      const [shown, lines] = [picture(), drawing()];
      if (ending === "png" && shown) return await savePng(shown, fullTitle, name);
      if (ending === "svg" && lines) return saveSvg(lines, fullTitle, name);
      setFailure(t("frame.nothing"));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <figure className={className ? `frame ${className}` : "frame"} data-chart={chart} ref={frame}>
      <figcaption>
        <span className="frame-title">{title}</span>
        {beside}
        <FrameMenu
          title={fullTitle}
          asTable={asTable}
          onTable={() => setAsTable(!asTable)}
          onSave={(ending) => void save(ending)}
        />
      </figcaption>
      {failure && (
        <p className="worse small" role="alert">
          {t("frame.failed", { reason: failure })}
        </p>
      )}
      <div ref={body}>{children}</div>
      {asTable && <FiguresTable title={fullTitle} figures={figures()} />}
    </figure>
  );
}
