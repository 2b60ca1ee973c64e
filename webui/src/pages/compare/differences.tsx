// What differs in the environments of the runs: what forbids a verdict first. What the columns say already is left out.
import { useLocale } from "../../i18n/locale";
import type { Column } from "./columns";
import { Name } from "./name";
import type { Comparison } from "./types";

const TOLD_ABOVE = new Set(["release", "build_id", "scenario"]);

interface Props {
  comparison: Comparison;
  columns: readonly Column[];
}

export function Differences({ comparison, columns }: Props) {
  const { t } = useLocale();
  const rows = comparison.differences
    .filter(({ key, decisive }) => decisive || !TOLD_ABOVE.has(key))
    .filter(({ values }) => new Set(columns.map(({ place }) => values[place] ?? null)).size > 1);
  const decisive = rows.filter((row) => row.decisive);
  return (
    <section aria-labelledby="environment-title">
      <h2 id="environment-title">{t("compare.environment")}</h2>
      {rows.length === 0 && <p className="muted">{t("compare.environment.same")}</p>}
      {decisive.length > 0 && (
        <p className="unsure">
          ~ {t("compare.environment.decisive", { keys: decisive.map(({ key }) => key).join(", ") })}
        </p>
      )}
      {rows.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-labelledby="environment-title">
          <table className="plain-table conditions">
            <thead>
              <tr>
                <th scope="col">{t("run.environment.condition")}</th>
                {columns.map((column) => (
                  <th key={column.id} scope="col">
                    <Name column={column} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, decisive: forbids, values }) => (
                <tr key={key} className={forbids ? "unsure" : undefined}>
                  <th scope="row">
                    {forbids && <span aria-hidden="true">~ </span>}
                    {key}
                  </th>
                  {columns.map(({ id, place }) => (
                    <td key={id}>
                      {values[place] ?? <span className="muted">{t("run.environment.absent")}</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
