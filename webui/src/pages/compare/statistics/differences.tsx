// The difference of a mean from the reference's, in the unit and in percent.
import type { ColumnUnit } from "../../../format/column";

interface Props {
  difference: number | null | undefined;
  percent: number | null | undefined;
  unit: ColumnUnit;
}

export function DifferenceCells({ difference, percent, unit }: Props) {
  return (
    <>
      <td className="number">{difference != null && `${signOf(difference)}${unit.text(difference)}`}</td>
      <td className="number">{percent != null && `${signOf(percent)}${percent.toFixed(1)}`}</td>
    </>
  );
}

function signOf(value: number): string {
  return value > 0 ? "+" : "";
}
