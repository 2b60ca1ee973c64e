// What differs in the environments of the runs: what forbids a verdict first. What stands above already is left out.
import { useLocale } from "../../../i18n/locale";
import type { Column } from "../columns";
import type { Comparison } from "../types";

const TOLD_ABOVE = new Set(["release", "build_id", "scenario", "device_name"]);

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
    <tbody className="conditions">
      <tr>
        <th scope="rowgroup" colSpan={columns.length + 1} className="conditions-title">
          <h2>{t("compare.environment")}</h2>
          {rows.length === 0 && <p className="muted">{t("compare.environment.same")}</p>}
          {decisive.length > 0 && (
            <p className="unsure">
              ~ {t("compare.environment.decisive", { keys: decisive.map(({ key }) => key).join(", ") })}
            </p>
          )}
        </th>
      </tr>
      {rows.map(({ key, decisive: forbids, values }) => (
        <tr key={key} className={forbids ? "condition unsure" : "condition"} data-condition={key}>
          <th scope="row">
            {forbids && <span aria-hidden="true">~ </span>}
            {key}
          </th>
          {columns.map(({ id, place }) => (
            <td key={id}>{values[place] ?? <span className="muted">{t("run.environment.absent")}</span>}</td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
