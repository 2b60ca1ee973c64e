// A row a suite: what it found last as a strip of cells, who starts it, and the button that does it now.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Strip } from "../../verdict/strip";
import { stripCells } from "../../verdict/suite_cells";
import type { Suite } from "./queries";
import { StartForm } from "./start_form";

interface Props {
  suites: readonly Suite[];
  may: boolean;
  starting: string | null;
}

export function SuitesTable({ suites, may, starting }: Props) {
  const { t } = useLocale();
  return (
    <table className="cards">
      <caption className="hidden">{t("suites.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("suites.name")}</th>
          <th scope="col" className="number">
            {t("suites.cells")}
          </th>
          <th scope="col">{t("suites.last")}</th>
          <th scope="col">{t("suites.when")}</th>
          <th scope="col">{t("suites.by")}</th>
          <th scope="col">
            <span className="hidden">{t("suites.start")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {suites.map((suite) => (
          <Rows key={suite.name} suite={suite} may={may} starting={starting === suite.name} />
        ))}
      </tbody>
    </table>
  );
}

function Rows({ suite, may, starting }: { suite: Suite; may: boolean; starting: boolean }) {
  const { t } = useLocale();
  const last = suite.last_run;
  return (
    <>
      <tr>
        <th scope="row">
          <Link href={`/suites/${encodeURIComponent(suite.name)}`}>{suite.name}</Link>
          {suite.description && <div className="muted small">{suite.description}</div>}
        </th>
        <td className="number" data-label={t("suites.cells")}>
          {suite.problems.length > 0 ? (
            <span className="worse">✕ {t("suites.unreadable")}</span>
          ) : (
            suite.cells.length
          )}
        </td>
        <td className="last-run">
          {last ? (
            <Strip label={t("suites.strip", { name: suite.name })} cells={stripCells(last, t)} />
          ) : (
            <span className="muted">{t("suites.never")}</span>
          )}
        </td>
        <td data-label={last && t("suites.when")}>
          {last && (
            <>
              <Moment at={last.started_at} />
              {last.state === "working" && <div className="muted small">{t("suites.working")}</div>}
            </>
          )}
        </td>
        <td data-label={t("suites.by")}>
          {suite.schedules.length === 0 ? (
            <span className="muted">{t("suites.byHand")}</span>
          ) : (
            suite.schedules.map((schedule) => (
              <div key={schedule.id} className={schedule.enabled ? undefined : "muted"}>
                {schedule.name}
                {!schedule.enabled && ` (${t("schedules.off")})`}
              </div>
            ))
          )}
        </td>
        <td className="do">
          {may && suite.problems.length === 0 && (
            <Link
              className="button"
              href={starting ? "/schedules" : `/schedules?start=${encodeURIComponent(suite.name)}`}
              aria-expanded={starting}
            >
              {t("suites.start")}
            </Link>
          )}
        </td>
      </tr>
      {starting && may && (
        <tr>
          <td className="whole" colSpan={6}>
            <StartForm suite={suite.name} back="/schedules" />
          </td>
        </tr>
      )}
    </>
  );
}
