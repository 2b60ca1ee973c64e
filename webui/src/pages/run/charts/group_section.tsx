// The charts of one metric: one panel a process type, all at the same scale.
import { useMemo } from "react";

import type { Iteration, RunDetail } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { bySource, scaleOf, type Group, type Panel } from "./groups";
import { TimeChart } from "../../../charts/time_chart";
import type { View, Zoom } from "../../../charts/view";

const LOW_PX = 84;
const HIGH_PX = 150;
/** A panel with more lines than this, some of them well off the ground, is given more height. */
const MANY_LINES = 2;
const WELL_OFF = 0.2;

interface Props {
  group: Group;
  detail: RunDetail;
  iterations: readonly Iteration[];
  view: View;
  zoom: Zoom;
  width: number;
  room: number;
}

export function GroupSection({ group, detail, iterations, view, zoom, width, room }: Props) {
  const { t } = useLocale();
  const variant = group.variants.find(({ key }) => key === view.value(group.key)) ?? group.variants[0]!;
  const source = view.value("by");
  const panels = useMemo(() => bySource(variant, source), [variant, source]);
  const scale = useMemo(() => scaleOf(panels), [panels]);
  return (
    <section className="group" id={`chart-${group.key}`} aria-labelledby={`title-${group.key}`}>
      <header>
        <h3 id={`title-${group.key}`}>{group.label ? t(group.label) : group.key}</h3>
        {group.variants.length > 1 && (
          <span className="choice" role="group" aria-label={t("run.charts.variant")}>
            {group.variants.map(({ key }) => (
              <button
                key={key}
                type="button"
                aria-pressed={key === variant.key}
                onClick={() => view.set(group.key, key === group.variants[0]!.key ? undefined : key)}
              >
                {key}
              </button>
            ))}
          </span>
        )}
        {variant.metrics.map(({ metric, source }) => (
          <p key={`${metric} ${source}`} className="muted small">
            <b>{source}</b> <span lang="en">{detail.meta.definitions[metric]?.meaning}</span>
          </p>
        ))}
      </header>
      {panels.map((panel, index) => (
        <TimeChart
          key={panel.type}
          title={panel.type || t("run.charts.wholeRun")}
          fullTitle={`${group.label ? t(group.label) : group.key} · ${panel.type || t("run.charts.wholeRun")}`}
          chart={`${variant.key} ${panel.type}`.trim()}
          subject={`${detail.run.scenario} ${detail.run.id}`}
          unit={variant.unit}
          lines={panel.lines}
          scale={scale}
          iterations={iterations}
          statistics={detail.statistics}
          zoom={zoom}
          onZoom={view.setZoom}
          width={width}
          height={panel.lines.length > MANY_LINES && reaches(panel, scale) ? HIGH_PX : LOW_PX}
          room={room}
          timeAxis={index === panels.length - 1}
        />
      ))}
    </section>
  );
}

function reaches(panel: Panel, [, top]: [number, number]): boolean {
  return panel.lines.some((line) => line.top > WELL_OFF * top);
}
