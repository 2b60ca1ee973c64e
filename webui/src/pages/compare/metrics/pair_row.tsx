// A metric of two runs: verdict, both medians, the change, its interval, every iteration.
import { useId } from "react";

import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { Mark } from "../../../verdict/mark";
import { Detail } from "./detail";
import { Distribution } from "./distribution";
import { Expand } from "./expand";
import type { RowProps } from "./row_props";
import { reachOf } from "./scales";
import { ShiftBar } from "./shift_bar";
import { toldOf } from "./words";

const COLUMNS = 8;
const BAR_PX = 150;

export function PairRow({ row, columns, subject, open, onOpen }: RowProps) {
  const { t } = useLocale();
  const id = useId();
  const [reference, other] = columns;
  const place = other?.place ?? -1;
  const { cell, level, change, sign, lack } = toldOf(row, place, reference!.place);
  const shown = lack === undefined && cell?.shift && level !== undefined;
  return (
    <>
      <tr role="row" data-metric={row.metric}>
        <td role="cell" className="verdict">
          <Mark sign={sign} />
        </td>
        <th role="rowheader" scope="row" className="name" title={row.definition?.meaning}>
          {row.metric}
        </th>
        <td role="cell" className="number base">
          {level !== undefined && quantity(level, row.unit)}
        </td>
        <td role="cell" className="number">
          {cell && quantity(cell.median, cell.other_unit ?? row.unit)}
        </td>
        <td role="cell" className={`number ${lack ? "muted" : sign.tone}`}>
          {change}
        </td>
        <td role="cell" className="interval">
          {shown ? (
            <ShiftBar
              shift={cell.shift!}
              level={level}
              unit={row.unit ?? ""}
              tone={sign.tone}
              reach={reachOf(row, [place])}
              width={BAR_PX}
            />
          ) : (
            <span className="muted">{lack && t(lack)}</span>
          )}
        </td>
        <td role="cell" className="spread">
          <Distribution row={row} columns={columns} />
        </td>
        <td role="cell" className="expand">
          <Expand open={open} id={id} metric={row.metric} onOpen={onOpen} />
        </td>
      </tr>
      <tr role="row" id={id} hidden={!open} className="detail">
        <td role="cell" colSpan={COLUMNS}>
          {open && <Detail row={row} columns={columns} subject={subject} />}
        </td>
      </tr>
    </>
  );
}
