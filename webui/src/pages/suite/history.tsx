// A row a start, a column a cell: the same thing stands below itself night after night.
import { Link } from "wouter";

import type { Paged } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { PageLinks } from "../../shell/page_links";
import { Strip } from "../../verdict/strip";
import { cellKey, cellSign, stripCells, type SuiteCell, type SuiteRun } from "../../verdict/suite_cells";
import { columnsOf, MOST_COLUMNS } from "./columns";

export function History({ page, current }: { page: Paged<SuiteRun>; current: string | null }) {
  const { t } = useLocale();
  if (page.items.length === 0) return <p className="muted">{t("suite.noHistory")}</p>;
  const columns = columnsOf(page.items);
  const wide = columns.length > MOST_COLUMNS;
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("suite.history")}>
        <table className="history">
          <caption className="hidden">{t("suite.history")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("suites.when")}</th>
              <th scope="col">{t("suite.startedBy")}</th>
              <th scope="col">{t("start.release")}</th>
              <th scope="col">{t("start.build")}</th>
              {wide && <th scope="col">{t("suites.cells")}</th>}
              {!wide &&
                columns.map(({ key, cell }) => (
                  <th key={key} scope="col" className="column">
                    <Head cell={cell} />
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {page.items.map((run) => (
              <tr key={run.id} aria-current={run.id === current || undefined}>
                <td>
                  <Moment at={run.due_at ?? run.started_at} />
                </td>
                <td>{run.schedule_name ?? run.started_by}</td>
                <td>{run.release}</td>
                <td>{run.build}</td>
                {wide && (
                  <td>
                    <Strip label={t("suites.strip", { name: run.suite })} cells={stripCells(run, t)} />
                  </td>
                )}
                {!wide &&
                  columns.map(({ key }) => (
                    <td key={key} className="cell">
                      <Result cell={run.cells.find((cell) => cellKey(cell) === key)} />
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <PageLinks pagination={page.pagination} />
    </>
  );
}

function Head({ cell }: { cell: SuiteCell }) {
  const parameters = Object.entries(cell.parameters).map(([name, value]) => `${name}=${value}`);
  return (
    <>
      {cell.entry}
      {parameters.length > 0 && <div>{parameters.join(", ")}</div>}
      <div className="muted">{cell.device}</div>
    </>
  );
}

function Result({ cell }: { cell: SuiteCell | undefined }) {
  const { t } = useLocale();
  if (!cell) return null;
  const sign = cellSign(cell);
  const face = (
    <span className={`mark ${sign.tone}`} title={[cell.ran_on, cell.reason].filter(Boolean).join(": ")}>
      <span className="glyph" aria-hidden="true">
        {sign.glyph}
      </span>
      {t(sign.word)}
    </span>
  );
  return cell.run_id ? <Link href={`/runs/${cell.run_id}`}>{face}</Link> : face;
}
