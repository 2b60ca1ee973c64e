// A process type as a whole: the sum of its processes' means, a line a run; or the run as a whole.
import type { ColumnUnit } from "../../../format/column";
import { useLocale } from "../../../i18n/locale";
import { Name } from "../name";
import type { TypeBlock } from "./blocks";
import { DifferenceCells } from "./differences";

const BEYOND_THE_MEAN = 5;

export function TypeRows({ block, unit }: { block: TypeBlock; unit: ColumnUnit }) {
  const { t } = useLocale();
  const name = block.whole
    ? t("run.charts.wholeRun")
    : t("compare.type.all", { type: block.type || t("compare.type.unknown") });
  return block.totals.map(({ column, processes, avg, difference, percent }, at) => (
    <tr key={column.id} className={at === 0 ? "of-type first" : "of-type"} data-run={column.id}>
      {at === 0 && (
        <>
          <th scope="rowgroup" rowSpan={block.totals.length}>
            <b>{name}</b>
            {block.folded && <span className="muted small told">{t("compare.type.folded")}</span>}
          </th>
          <td rowSpan={block.totals.length}>{block.source}</td>
        </>
      )}
      <td>
        <Name column={column} />
        {!block.whole && <span className="muted"> ×{processes}</span>}
      </td>
      <td />
      <td className="number">{unit.text(avg)}</td>
      <td colSpan={BEYOND_THE_MEAN} />
      <DifferenceCells difference={difference} percent={percent} unit={unit} />
    </tr>
  ));
}
