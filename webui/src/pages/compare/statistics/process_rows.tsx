// One process by one source, a line a run, with how surely it is the same process.
import type { ColumnUnit } from "../../../format/column";
import type { Key } from "../../../i18n/catalog";
import { useLocale } from "../../../i18n/locale";
import { Name } from "../name";
import { FIGURES, type ProcessBlock } from "./blocks";
import { DifferenceCells } from "./differences";

const MATCHED: Readonly<Record<string, Key>> = {
  exact: "compare.matched.exact",
  by_type: "compare.matched.by_type",
  unmatched: "compare.matched.unmatched",
};

export function ProcessRows({ process, unit }: { process: ProcessBlock; unit: ColumnUnit }) {
  const { t } = useLocale();
  const matched = MATCHED[process.matched];
  return process.lines.map(({ column, title, figures }, at) => (
    <tr
      key={column.id}
      className={at === 0 ? "of-process first" : "of-process"}
      data-run={column.id}
      data-matched={process.matched}
    >
      {at === 0 && (
        <>
          <th scope="rowgroup" rowSpan={process.lines.length}>
            {process.type || t("compare.type.unknown")} <bdi className="muted">{process.title}</bdi>
            {process.matched !== "exact" && (
              <span className="muted small told">{matched ? t(matched) : process.matched}</span>
            )}
          </th>
          <td rowSpan={process.lines.length}>{process.source}</td>
        </>
      )}
      <td>
        <Name column={column} /> {title !== undefined && <bdi className="muted">{title}</bdi>}
      </td>
      <td className="number">{figures.count}</td>
      {FIGURES.map((name) => (
        <td key={name} className="number" data-figure={name} data-value={figures[name]}>
          {unit.text(figures[name])}
        </td>
      ))}
      <DifferenceCells difference={figures.difference} percent={figures.difference_percent} unit={unit} />
    </tr>
  ));
}
