// The figures of a chart to be read: the first rows of them, the rest is in the CSV.
import { useLocale } from "../i18n/locale";
import { figure } from "../format/quantity";
import { heading, type Figures } from "./figures";

const SHOWN = 500;

export function FiguresTable({ title, figures: { columns, rows } }: { title: string; figures: Figures }) {
  const { t } = useLocale();
  const isNumber = columns.map((_, place) => rows.every((row) => typeof row[place] !== "string"));
  return (
    <div className="frame-figures scroll" tabIndex={0} role="region" aria-label={title}>
      {rows.length > SHOWN && (
        <p className="muted small">{t("frame.rows", { shown: SHOWN, total: figure(rows.length) })}</p>
      )}
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={place} scope="col" className={isNumber[place] ? "number" : undefined}>
                <bdi>{heading(column)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, line) => (
            <tr key={line}>
              {row.map((value, place) => (
                <td key={place} className={isNumber[place] ? "number" : undefined}>
                  {typeof value === "number" ? figure(value) : value !== null && <bdi>{value}</bdi>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
