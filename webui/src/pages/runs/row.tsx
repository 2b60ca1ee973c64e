// One run in the table. The title is the link; it covers the whole row.
import { Link } from "wouter";

import type { Run } from "../../api/types";
import { quantity } from "../../format/quantity";
import { moment, span, utc } from "../../format/time";
import { Mark } from "../../verdict/mark";
import { runSign } from "../../verdict/words";
import { ROW_LINK } from "../../shell/list_keys";

const NUMBERS = 3;

export function RunRow({ run }: { run: Run }) {
  const tags = run.tags.filter((tag) => !tag.startsWith("release:"));
  return (
    <tr role="row">
      <td role="cell" className="verdict">
        <Mark sign={runSign(run)} />
      </td>
      <td role="cell" className="title">
        <Link href={`/runs/${encodeURIComponent(run.id)}`} {...{ [ROW_LINK]: "" }}>
          {run.title || run.id}
        </Link>
        {tags.length > 0 && <span className="chips muted">{tags.join(" · ")}</span>}
      </td>
      <td role="cell" className="scenario">
        {run.scenario}
      </td>
      <td role="cell" className="release">
        {run.release}
      </td>
      <td role="cell" className="build">
        {run.build_id}
      </td>
      <td role="cell" className="device">
        {run.device}
      </td>
      <td role="cell" className="numbers">
        {run.headline.slice(0, NUMBERS).map(({ metric, unit, value }) => (
          <span key={metric} className="pair">
            <span className="muted">{metric}</span> {quantity(value, unit)}
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
}
