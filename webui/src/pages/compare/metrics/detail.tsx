// What stands behind the row of a metric: its distribution in every run, every number, and the rule in words.
import { figure, quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { Mark } from "../../../verdict/mark";
import type { Column } from "../columns";
import type { ComparedMetric } from "../types";
import { Ecdf } from "./ecdf";
import { Name } from "../name";
import { toldOf } from "./words";

interface Props {
  row: ComparedMetric;
  columns: readonly Column[];
  subject: string;
}

export function Detail({ row, columns, subject }: Props) {
  const { t } = useLocale();
  const reference = columns[0]!.place;
  const unit = row.unit ?? "";
  return (
    <div className="behind">
      {row.definition?.meaning && (
        <p className="muted" lang="en">
          {row.definition.meaning}.
        </p>
      )}
      <div className="scroll">
        <table className="plain-table numbers-of-runs">
          <thead>
            <tr>
              <th scope="col">{t("compare.column.run")}</th>
              <th scope="col">{t("run.metrics.verdict")}</th>
              <th scope="col" className="number">
                {t("compare.column.iterations")}
              </th>
              <th scope="col" className="number">
                {t("compare.column.median")}
              </th>
              <th scope="col" className="number">
                {t("evidence.shift")}
              </th>
              <th scope="col">{t("evidence.interval")}</th>
              <th scope="col" className="number">
                {t("compare.column.size")}
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => {
              const { cell, sign, lack, change } = toldOf(row, column.place, reference);
              const shift = cell?.shift;
              return (
                <tr key={column.id}>
                  <th scope="row">
                    <Name column={column} />
                  </th>
                  <td>
                    {column.isReference ? (
                      <span className="muted">{t("compare.reference")}</span>
                    ) : (
                      cell && <Mark sign={sign} />
                    )}
                  </td>
                  <td className="number">{cell?.n}</td>
                  <td className="number">{cell && quantity(cell.median, cell.other_unit ?? unit)}</td>
                  <td className="number">{shift && `${quantity(shift.shift, unit)} (${change})`}</td>
                  <td>
                    {shift &&
                      lack === undefined &&
                      t("evidence.interval.value", {
                        low: quantity(shift.low, unit),
                        high: quantity(shift.high, unit),
                        confidence: Number((100 * shift.confidence).toFixed(1)),
                      })}
                    {!column.isReference && lack && <span className="muted">{t(lack)}</span>}
                  </td>
                  <td className="number">
                    {shift?.size != null &&
                      t("compare.size.value", {
                        size: figure(shift.size),
                        limit: quantity(shift.practical_limit, unit),
                      })}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Ecdf row={row} columns={columns} subject={subject} />
      {columns.map(({ id, name, place }) => {
        const rule = row.runs[place]?.rule;
        return (
          rule && (
            <p key={id} className="rule small">
              <b>
                <bdi>{name}</bdi>:
              </b>{" "}
              <span lang="en">{rule}</span>
            </p>
          )
        );
      })}
    </div>
  );
}
