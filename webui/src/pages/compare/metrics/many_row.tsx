// A metric of many runs: the reference's median, then each run's with its change and its interval, all on one scale.
import { useId } from "react";

import { figure, quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import type { Column } from "../columns";
import type { ComparedMetric } from "../types";
import { Detail } from "./detail";
import { Distribution } from "./distribution";
import { Expand } from "./expand";
import { sizeOf } from "./order";
import type { RowProps } from "./row_props";
import { reachOf } from "./scales";
import { ShiftBar } from "./shift_bar";
import { toldOf } from "./words";

const BESIDE_RUNS = 4;
const BAR_PX = 112;

export function ManyRow({ row, columns, subject, open, onOpen }: RowProps) {
  const id = useId();
  const [reference, ...others] = columns;
  const level = row.runs[reference!.place]?.median;
  const size = sizeOf(row);
  const reach = reachOf(
    row,
    others.map(({ place }) => place),
  );
  return (
    <>
      <tr role="row" data-metric={row.metric}>
        <th role="rowheader" scope="row" className="name" title={row.definition?.meaning}>
          {row.metric}
        </th>
        <td role="cell" className="number base">
          {level !== undefined && quantity(level, row.unit)}
        </td>
        {others.map((column) => (
          <RunCell key={column.id} row={row} column={column} reference={reference!.place} reach={reach} />
        ))}
        <td role="cell" className="number">
          {size !== undefined && Number.isFinite(size) && figure(size)}
        </td>
        <td role="cell" className="spread">
          <Distribution row={row} columns={columns} />
        </td>
        <td role="cell" className="expand">
          <Expand open={open} id={id} metric={row.metric} onOpen={onOpen} />
        </td>
      </tr>
      <tr role="row" id={id} hidden={!open} className="detail">
        <td role="cell" colSpan={columns.length + BESIDE_RUNS}>
          {open && <Detail row={row} columns={columns} subject={subject} />}
        </td>
      </tr>
    </>
  );
}

interface CellProps {
  row: ComparedMetric;
  column: Column;
  reference: number;
  reach: number;
}

function RunCell({ row, column, reference, reach }: CellProps) {
  const { t } = useLocale();
  const { cell, level, change, sign, lack } = toldOf(row, column.place, reference);
  const shown = lack === undefined && cell?.shift && level !== undefined;
  return (
    <td role="cell" className="number run-cell" data-run={column.id}>
      <span className="pair-of-numbers">
        {cell && <span>{quantity(cell.median, cell.other_unit ?? row.unit)}</span>}
        {change && (
          <span className={lack ? "muted" : sign.tone}>
            <span className="glyph" aria-hidden="true">
              {cell?.verdict && sign.glyph}
            </span>
            {cell?.verdict && <span className="hidden">{t(sign.word)}</span>} {change}
          </span>
        )}
      </span>
      {shown ? (
        <ShiftBar
          shift={cell.shift!}
          level={level}
          unit={row.unit ?? ""}
          tone={sign.tone}
          reach={reach}
          width={BAR_PX}
        />
      ) : (
        <span className="muted small lack">{lack && t(lack)}</span>
      )}
    </td>
  );
}
