// Every run that spoke for or against the alert, newest first.
import { quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { Mark } from "../../verdict/mark";
import type { AlertDetail } from "./queries";
import { RunFacts, RunName } from "./run_cells";
import { Shift } from "../../verdict/shift";
import { runSign } from "../../verdict/alert_signs";

export function RunsTable({ detail }: { detail: AlertDetail }) {
  const { t } = useLocale();
  const { alert, runs, runs_total: total } = detail;
  return (
    <section aria-label={t("alerts.runs")}>
      <h2>
        {t("alerts.runs")}{" "}
        {total > runs.length && (
          <span className="count">{t("alerts.runs.newest", { count: runs.length, total })}</span>
        )}
      </h2>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("alerts.runs")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("column.verdict")}</th>
              <th scope="col">{t("column.run")}</th>
              <th scope="col">{t("alerts.column.shift")}</th>
              <th scope="col" className="number">
                {t("alerts.evidence.median")}
              </th>
              <th scope="col">{t("column.release")}</th>
              <th scope="col">{t("column.build")}</th>
              <th scope="col">{t("column.when")}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.run_id}>
                <td>
                  <Mark sign={runSign(run.bad)} />
                </td>
                <RunName mark={run} stored={run.stored} />
                <td className="shift">
                  <Shift sighting={run} unit={alert.unit} />
                </td>
                <td className="number">{quantity(run.median, alert.unit)}</td>
                <RunFacts mark={run} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
