// What a row of the metrics table is given, however many runs it shows.
import type { Column } from "../columns";
import type { ComparedMetric } from "../types";

export interface RowProps {
  row: ComparedMetric;
  columns: readonly Column[];
  subject: string;
  open: boolean;
  onOpen: () => void;
}
