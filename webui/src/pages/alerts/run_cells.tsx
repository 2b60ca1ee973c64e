// A run in a table of an alert: its link, its release and build, and when it took place.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import type { RunMark } from "./queries";

interface Props {
  mark: RunMark;
  /** Whether it is still there to be looked at. */
  stored: boolean;
}

export function RunCells({ mark, stored }: Props) {
  const { t } = useLocale();
  const name = mark.run_id.slice(-8);
  return (
    <>
      <td role="cell" className="run-name">
        {stored ? (
          <Link href={`/runs/${encodeURIComponent(mark.run_id)}`}>
            <code>{name}</code>
          </Link>
        ) : (
          <span className="muted">
            <code>{name}</code> {t("alerts.runs.deleted")}
          </span>
        )}
      </td>
      <td role="cell">{mark.release}</td>
      <td role="cell">{mark.build_id}</td>
      <td role="cell" className="when">
        <Moment at={mark.at} />
      </td>
    </>
  );
}
