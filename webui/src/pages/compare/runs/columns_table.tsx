// The compared runs as columns: what they are, how they are judged against the reference, what differs in their
// environments, and what can be changed here.
import type { ReactNode } from "react";
import { Link } from "wouter";

import { span } from "../../../format/time";
import type { Key } from "../../../i18n/catalog";
import { useLocale } from "../../../i18n/locale";
import { Moment } from "../../../shell/moment";
import { Mark } from "../../../verdict/mark";
import { runSign, verdictSign } from "../../../verdict/words";
import { without, type Chosen } from "../address";
import type { Column } from "../columns";
import { Name } from "../name";
import type { ComparedRun, Comparison } from "../types";
import { Differences } from "./differences";

interface Props {
  comparison: Comparison;
  columns: readonly Column[];
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
}

interface Fact {
  label: Key;
  of: (compared: ComparedRun) => ReactNode;
  /** Told only where the runs differ in it. */
  key?: (compared: ComparedRun) => unknown;
}

const FACTS: readonly Fact[] = [
  { label: "compare.fact.verdict", of: ({ run }) => <Mark sign={runSign(run)} /> },
  {
    label: "column.scenario",
    of: ({ run }) => <Clamped text={run.scenario} />,
    key: ({ run }) => run.scenario,
  },
  { label: "run.fact.release", of: ({ run }) => run.release && <Clamped text={run.release} /> },
  { label: "run.fact.build", of: ({ run }) => run.build_id && <Clamped text={run.build_id} /> },
  { label: "run.fact.device", of: ({ run }) => run.device && <Clamped text={run.device} /> },
  { label: "run.fact.when", of: ({ run }) => <Moment at={run.created_at} /> },
  { label: "run.fact.duration", of: ({ run }) => span(run.duration_ms), key: ({ run }) => run.duration_ms },
  { label: "compare.column.iterations", of: ({ run }) => run.iterations, key: ({ run }) => run.iterations },
];

export function RunColumns({ comparison, columns, chosen, onChoose }: Props) {
  const { t } = useLocale();
  const shown = columns.map((column) => ({ column, compared: comparison.runs[column.place]! }));
  const facts = FACTS.filter(({ of, key }) =>
    key
      ? new Set(shown.map(({ compared }) => key(compared))).size > 1
      : shown.some(({ compared }) => of(compared)),
  );
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t("compare.runs")}>
      <table className="plain-table runs-as-columns">
        <caption className="hidden">{t("compare.runs")}</caption>
        <thead>
          <tr>
            <td />
            {shown.map(({ column, compared }) => (
              <th key={column.id} scope="col" data-run={column.id}>
                <Name column={column} />
                <Link href={`/runs/${encodeURIComponent(column.id)}`} className="run-title">
                  {compared.run.title || column.id}
                </Link>
                <Acts column={column} chosen={chosen} onChoose={onChoose} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="against">
            <th scope="row">{t("compare.fact.against")}</th>
            {shown.map(({ column, compared }) => (
              <td key={column.id}>
                {column.isReference ? (
                  <b>{t("compare.reference")}</b>
                ) : (
                  <Mark sign={verdictSign(compared.verdict?.verdict)} />
                )}
              </td>
            ))}
          </tr>
          {facts.map(({ label, of }) => (
            <tr key={label}>
              <th scope="row">{t(label)}</th>
              {shown.map(({ column, compared }) => (
                <td key={column.id}>{of(compared)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <Differences comparison={comparison} columns={columns} />
      </table>
    </div>
  );
}

/** All of it on hover. */
function Clamped({ text }: { text: string }) {
  return (
    <bdi className="clamped" title={text}>
      {text}
    </bdi>
  );
}

interface ActsProps {
  column: Column;
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
}

function Acts({ column, chosen, onChoose }: ActsProps) {
  const { t } = useLocale();
  return (
    <span className="acts">
      {!column.isReference && (
        <button
          type="button"
          className="plain small"
          onClick={() => onChoose({ ...chosen, reference: column.id })}
        >
          {t("compare.makeReference")}
          <span className="hidden">: {column.name}</span>
        </button>
      )}
      <button type="button" className="plain small" onClick={() => onChoose(without(chosen, column.id))}>
        {t("compare.remove")}
        <span className="hidden">: {column.name}</span>
      </button>
    </span>
  );
}
