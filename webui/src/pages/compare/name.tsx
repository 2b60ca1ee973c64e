// A run's short name with its color.
import { colorOf, type Column } from "./columns";

export function Name({ column }: { column: Pick<Column, "place" | "name"> }) {
  return (
    <span className={colorOf(column.place)}>
      <span className="swatch" aria-hidden="true" /> <bdi>{column.name}</bdi>
    </span>
  );
}
