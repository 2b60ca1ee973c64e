// The metrics, the largest change first; sortable by every column. Two runs read like a diff, more of them like a table.
import { useLocale } from "../../../i18n/locale";
import type { View } from "../../../charts/view";
import type { Column } from "../columns";
import { Name } from "../name";
import type { Comparison } from "../types";
import { ManyRow } from "./many_row";
import { BY_SIZE, inOrder, nextOrder, sortOf, type Order } from "./order";
import { PairRow } from "./pair_row";
import { useOpenRows } from "./open_rows";

interface Props {
  comparison: Comparison;
  columns: readonly Column[];
  view: View;
  subject: string;
}

export function MetricsTable({ comparison, columns, view, subject }: Props) {
  const { t } = useLocale();
  const order = view.value("sort") ?? BY_SIZE;
  const open = useOpenRows(view);
  const rows = inOrder(comparison.metrics, order);
  const setOrder = (key: string) => {
    const next = nextOrder(order, key);
    view.set("sort", next === BY_SIZE ? undefined : next);
  };
  const [reference, other] = columns;
  const isPair = columns.length <= 2;
  return (
    <section aria-labelledby="metrics-title">
      <h2 id="metrics-title">{t("compare.metrics")}</h2>
      <p className="muted small">{t("compare.metrics.explain")}</p>
      {rows.length === 0 ? (
        <p className="muted">{t("compare.metrics.none")}</p>
      ) : (
        <div
          className={isPair ? undefined : "scroll"}
          {...(!isPair && { tabIndex: 0, role: "region", "aria-labelledby": "metrics-title" })}
        >
          <table className={isPair ? "compared pair" : "compared many"} role="table">
            <thead role="rowgroup">
              <tr role="row">
                {isPair && (
                  <th role="columnheader" scope="col" className="verdict">
                    {t("run.metrics.verdict")}
                  </th>
                )}
                <Sortable name="metric" className="name" order={order} onSort={setOrder}>
                  {t("run.metrics.metric")}
                </Sortable>
                <th role="columnheader" scope="col" className="number">
                  <Name column={reference!} />
                </th>
                {isPair ? (
                  <>
                    <th role="columnheader" scope="col" className="number">
                      {other && <Name column={other} />}
                    </th>
                    <Sortable name={String(other?.place)} className="number" order={order} onSort={setOrder}>
                      {t("run.metrics.change")}
                    </Sortable>
                    <Sortable name="size" className="interval" order={order} onSort={setOrder}>
                      {t("compare.column.size")}
                    </Sortable>
                  </>
                ) : (
                  columns.slice(1).map((column) => (
                    <Sortable
                      key={column.id}
                      name={String(column.place)}
                      className="number"
                      order={order}
                      onSort={setOrder}
                    >
                      <Name column={column} />
                    </Sortable>
                  ))
                )}
                {!isPair && (
                  <Sortable name="size" className="number" order={order} onSort={setOrder}>
                    {t("compare.column.size")}
                  </Sortable>
                )}
                <th role="columnheader" scope="col" className="spread">
                  {t("run.metrics.spread")}
                </th>
                <th role="columnheader" scope="col" className="expand">
                  <span className="hidden">{t("run.metrics.rule")}</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map((row) => {
                const shared = {
                  row,
                  columns,
                  subject,
                  open: open.has(row.metric),
                  onOpen: () => open.toggle(row.metric),
                };
                return isPair ? (
                  <PairRow key={row.metric} {...shared} />
                ) : (
                  <ManyRow key={row.metric} {...shared} />
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface SortableProps {
  name: string;
  className: string;
  order: Order;
  onSort: (name: string) => void;
  children: React.ReactNode;
}

function Sortable({ name, className, order, onSort, children }: SortableProps) {
  const sort = sortOf(order, name);
  return (
    <th role="columnheader" scope="col" className={className} aria-sort={sort}>
      <button type="button" className="sort" onClick={() => onSort(name)}>
        {children}
        <span aria-hidden="true">{{ ascending: " ↑", descending: " ↓", none: "" }[sort]}</span>
      </button>
    </th>
  );
}
