// The charts of one metric: one panel a process type, all at the same scale, drawn when they come into view.
import { grouped } from "../../../charts/grouped";
import { useMemo, useRef } from "react";

import type { RunDetail } from "../../../api/types";
import type { Band } from "../../../charts/bands";
import { outerHeight } from "../../../charts/plot";
import { TimeChart } from "../../../charts/time_chart";
import type { TimeWindow } from "../../../charts/time_window";
import type { View } from "../../../charts/view";
import { figure } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { bySource, FEW, folded, scaleOf, type Group, type Panel } from "./groups";
import type { Head } from "./heads";
import { useSeries } from "./series";
import type { Choice } from "./source_switch";
import { useInView } from "../../../charts/in_view";

const LOW_PX = 84;
const HIGH_PX = 150;
const CAPTION_PX = 24;
/** A panel with more lines than this, some of them well off the ground, is given more height. */
const MANY_LINES = 2;
const WELL_OFF = 0.2;
const MOST = 64;

/** What all groups of a page share. */
export interface GroupProps {
  detail: Pick<RunDetail, "iterations" | "statistics"> & { run: { id: string; scenario: string } };
  meanings: Record<string, { meaning?: string | null }>;
  bands: readonly Band[];
  view: View;
  /** Whose figures are drawn. */
  source: Choice;
  shown: TimeWindow;
  width: number;
  room: number;
}

export function GroupSection({ group, ...props }: GroupProps & { group: Group }) {
  const { t } = useLocale();
  const { detail, view, source, shown, width, meanings } = props;
  const section = useRef<HTMLElement>(null);
  const visible = useInView(section);
  const variant = group.variants.find(({ key }) => key === view.value(group.key)) ?? group.variants[0]!;
  const most = Math.min(MOST, Math.max(FEW, Number(view.value("lines") ?? FEW) || FEW));
  const { panels, heads, left } = useMemo(() => {
    const all = bySource(variant, source).map((panel) => ({ ...folded(panel, most), type: panel.type }));
    return {
      panels: all,
      heads: all.flatMap((panel) => panel.heads),
      left: all.flatMap((panel) => panel.left),
    };
  }, [variant, source, most]);
  const scale = useMemo(() => scaleOf(bySource(variant, source)), [variant, source]);
  const { lines, pending, stale, error, density } = useSeries({ heads, shown, width, visible });
  const byType = useMemo(() => {
    const types = new Map(heads.map(({ pid, type }) => [pid, type]));
    return grouped(lines, ({ pid }) => types.get(pid) ?? "");
  }, [lines, heads]);
  const label = group.label ? t(group.label) : group.key;
  return (
    <section
      className="group"
      ref={section}
      id={`chart-${group.key}`}
      aria-labelledby={`title-${group.key}`}
      aria-busy={visible && pending}
    >
      <header>
        <h3 id={`title-${group.key}`}>
          <bdi>{label}</bdi>
        </h3>
        <Variants group={group} chosen={variant.key} view={view} />
        {variant.metrics.map(({ metric, source }) => (
          <p key={`${metric} ${source}`} className="muted small">
            <b>{source}</b> <span lang="en">{meanings[metric]?.meaning}</span>
          </p>
        ))}
        {density > 1 && (
          <p className="muted small">{t("run.charts.thinned", { count: figure(Math.round(density)) })}</p>
        )}
        {error && <p className="worse small">{t("state.error", { reason: error.message })}</p>}
      </header>
      {panels.map((panel, index) => {
        const height = isTall(panel, scale) ? HIGH_PX : LOW_PX;
        const timeAxis = index === panels.length - 1;
        if (!visible) {
          const whole = outerHeight(height, timeAxis) + CAPTION_PX;
          return <div key={panel.type} aria-hidden="true" style={{ height: whole }} />;
        }
        const title = panel.type || t("run.charts.wholeRun");
        return (
          <TimeChart
            key={panel.type}
            title={title}
            fullTitle={`${label} · ${title}`}
            chart={`${variant.key} ${panel.type}`.trim()}
            subject={`${detail.run.scenario} ${detail.run.id}`}
            unit={variant.unit}
            lines={byType.get(panel.type) ?? NO_LINES}
            iterations={detail.iterations}
            bands={props.bands}
            scale={scale}
            statistics={detail.statistics}
            shown={shown}
            stale={stale}
            width={width}
            height={height}
            room={props.room}
            timeAxis={timeAxis}
          />
        );
      })}
      {left.length > 0 && <Rest left={left} most={most} view={view} />}
    </section>
  );
}

const NO_LINES: never[] = [];

function Variants({ group, chosen, view }: { group: Group; chosen: string; view: View }) {
  const { t } = useLocale();
  if (group.variants.length < 2) return null;
  return (
    <span className="choice" role="group" aria-label={t("run.charts.variant")}>
      {group.variants.map(({ key }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          onClick={() => view.set(group.key, key === group.variants[0]!.key ? undefined : key)}
        >
          {key}
        </button>
      ))}
    </span>
  );
}

/** The processes that are not drawn, and how far they could matter. */
function Rest({ left, most, view }: { left: readonly Head[]; most: number; view: View }) {
  const { t } = useLocale();
  const byType = [...grouped(left, ({ type }) => type)].map(([type, heads]) => {
    const count = figure(new Set(heads.map(({ pid }) => pid)).size);
    return `${count} ${type || t("run.charts.wholeRun")}`;
  });
  return (
    <p className="muted small">
      {t("run.charts.left", { types: byType.join(", ") })}{" "}
      {most < MOST && (
        <button type="button" className="plain" onClick={() => view.set("lines", String(2 * most))}>
          {t("run.charts.moreLines")}
        </button>
      )}
      {most > FEW && (
        <button type="button" className="plain" onClick={() => view.set("lines", undefined)}>
          {t("run.charts.fewerLines")}
        </button>
      )}
    </p>
  );
}

function isTall(panel: Panel, [, top]: [number, number]): boolean {
  return panel.heads.length > MANY_LINES && panel.heads.some(({ max }) => max > WELL_OFF * top);
}
