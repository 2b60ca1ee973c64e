// What became of a schedule's latest ticks, and why.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";
import { fateSign } from "./fate";
import { useTicks } from "./queries";

export function TicksPanel({ id, suite }: { id: string; suite: string }) {
  const { t } = useLocale();
  const ticks = useTicks(id);
  const late = useLate(ticks.isPending);
  return (
    <div className="sheet">
      <h2>{t("ticks.title")}</h2>
      {ticks.error && <Failure error={ticks.error} retry={() => void ticks.refetch()} />}
      {late && <div className="bone" aria-hidden="true" />}
      {ticks.data && (
        <div className="scroll">
          <table className="plain-table">
            <caption className="hidden">{t("ticks.title")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("ticks.due")}</th>
                <th scope="col">{t("ticks.fate")}</th>
                <th scope="col">{t("ticks.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {ticks.data.items.map((tick) => (
                <tr key={tick.due_at}>
                  <td>
                    <Moment at={tick.due_at} />
                  </td>
                  <td>
                    {tick.suite_run_id ? (
                      <Link href={`/suites/${encodeURIComponent(suite)}?run=${tick.suite_run_id}`}>
                        <Mark sign={fateSign(tick.fate)} />
                      </Link>
                    ) : (
                      <Mark sign={fateSign(tick.fate)} />
                    )}
                  </td>
                  <td className="muted" lang="en">
                    {tick.reason}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
