// A run in a table of an alert: its link, and further on its release, its build and when it took place.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import type { RunMark } from "./queries";

interface Props {
  mark: RunMark;
  /** Whether it is still there to be looked at. */
  stored: boolean;
}

export function RunName({ mark, stored }: Props) {
  const { t } = useLocale();
  const name = mark.run_id.slice(-8);
  return (
    <td className="run-name">
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
  );
}

export function RunFacts({ mark }: { mark: RunMark }) {
  return (
    <>
      <td>{mark.release}</td>
      <td>{mark.build_id}</td>
      <td className="when">
        <Moment at={mark.at} />
      </td>
    </>
  );
}
