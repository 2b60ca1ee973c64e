// One run in the table. The title is the link; it covers the whole row but its box.
import { memo } from "react";
import { Link } from "wouter";

import type { Run } from "../../api/types";
import { quantity } from "../../format/quantity";
import { moment, span, utc } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Mark } from "../../verdict/mark";
import { runSign } from "../../verdict/words";
import { ROW_LINK } from "../../shell/list_keys";

const NUMBERS = 3;

interface Props {
  run: Run;
  row: number;
  selected: boolean;
  onToggle: (row: number, range: boolean) => void;
}

export const RunRow = memo(function RunRow({ run, row, selected, onToggle }: Props) {
  const { t } = useLocale();
  const tags = run.tags.filter((tag) => !tag.startsWith("release:"));
  return (
    <tr role="row" className={selected ? "selected" : undefined}>
      <td role="cell" className="pick">
        <label>
          <span className="hidden">{t("select.run", { title: run.title || run.id })}</span>
          <input
            type="checkbox"
            checked={selected}
            onChange={(event) => onToggle(row, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </label>
      </td>
      <td role="cell" className="verdict">
        <Mark sign={runSign(run)} />
      </td>
      <td role="cell" className="title">
        <Link href={`/runs/${encodeURIComponent(run.id)}`} {...{ [ROW_LINK]: "" }} title={run.title}>
          <bdi>{run.title || run.id}</bdi>
        </Link>
        {tags.length > 0 && (
          <span className="chips muted" title={tags.join(" · ")}>
            {tags.map((tag, index) => (
              <span key={tag}>
                {index > 0 && " · "}
                <bdi>{tag}</bdi>
              </span>
            ))}
          </span>
        )}
      </td>
      <Name className="scenario" text={run.scenario} />
      <Name className="release" text={run.release} />
      <Name className="build" text={run.build_id} />
      <Name className="device" text={run.device} />
      <td role="cell" className="numbers">
        {run.headline.slice(0, NUMBERS).map(({ metric, unit, value }) => (
          <span key={metric} className="pair">
            <bdi className="muted">{metric}</bdi> {quantity(value, unit)}
          </span>
        ))}
      </td>
      <td role="cell" className="duration">
        {span(run.duration_ms)}
      </td>
      <td role="cell" className="when">
        <time dateTime={run.created_at} title={utc(run.created_at)}>
          {moment(run.created_at)}
        </time>
      </td>
    </tr>
  );
});

/** A word from outside, in any script: cut where it is too long, whole on hover. */
function Name({ className, text }: { className: string; text: string | null | undefined }) {
  return (
    <td role="cell" className={className}>
      {text && <bdi title={text}>{text}</bdi>}
    </td>
  );
}
