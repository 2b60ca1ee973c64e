// The charts of one metric by one source: a chart a process type.
import type { Definition, Iteration } from "../../../api/types";
import type { TimeWindow } from "../../../charts/time_window";
import { useLocale } from "../../../i18n/locale";
import { OverlayChart } from "./chart";
import type { Group } from "./panels";

const LOW_PX = 84;
const HIGH_PX = 132;

interface Props {
  group: Group;
  definition: Definition | null | undefined;
  subject: string;
  shaded: readonly Iteration[];
  shown: TimeWindow;
  width: number;
  room: number;
}

export function GroupOfCharts({ group, definition, subject, ...shared }: Props) {
  const { t } = useLocale();
  const { metric, source, unit, panels } = group;
  const id = `chart-${metric}-${source}`;
  return (
    <section className="overlay-group" aria-labelledby={id}>
      <header>
        <h3 id={id}>{metric}</h3>
        <span className="muted small">
          <b>{source}</b> <span lang="en">{definition?.meaning}</span>
        </span>
      </header>
      {panels.map((panel, index) => (
        <OverlayChart
          key={panel.key}
          panel={panel}
          chart={`${metric} ${source} ${panel.type}`.trim()}
          subject={subject}
          fullTitle={`${metric} · ${source} · ${panel.type || t("run.charts.wholeRun")}`}
          unit={unit}
          height={panel.ownScale ? LOW_PX : HIGH_PX}
          timeAxis={index === panels.length - 1}
          {...shared}
        />
      ))}
    </section>
  );
}
