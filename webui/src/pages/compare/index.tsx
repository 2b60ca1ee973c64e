// The compare page: the difference in a sentence, the runs as columns, what differs between them, the metrics, the series.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { ApiError } from "../../api/client";
import { useView } from "../../charts/view";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { readAlign, readChosen, withChosen, type Chosen } from "./address";
import { columnsOf, pairOf } from "./columns";
import { NothingToCompare } from "./empty";
import { headlineOf } from "./headline";
import { labelsOf } from "./labels";
import { MetricsTable } from "./metrics/table";
import { useNarrow } from "./narrow";
import { Overlays } from "./overlays";
import { FIRST } from "./overlays/metrics";
import { useComparison, useOverlays } from "./queries";
import { AddRun } from "./runs/add_run";
import { RunColumns } from "./runs/columns_table";
import { PickOther } from "./runs/pick_other";
import { Statistics } from "./statistics";
import type { Comparison } from "./types";
import "./compare.css";
import "./evidence.css";
import "./narrow.css";

const ALIGNMENTS = ["start", "phase", "iteration"];

export default function ComparePage() {
  const { t } = useLocale();
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = useView();
  const chosen = useMemo(() => readChosen(search), [search]);
  const comparison = useComparison(chosen);
  // The charts do not wait for the table: most runs have these series.
  useOverlays(chosen, [FIRST], readAlign(view.value("align"), ALIGNMENTS), view.zoom);
  const late = useLate(comparison.isPending && chosen.ids.length > 1);
  const choose = useCallback(
    (next: Chosen) => navigate(`/compare?${withChosen(location.search, next)}`),
    [navigate],
  );
  useTitle(t("compare.title"));

  if (chosen.ids.length < 2) return <NothingToCompare chosen={chosen} onChoose={choose} />;
  const error = comparison.error;
  if (isRefusal(error)) return <Failure error={error!} retry={() => void comparison.refetch()} />;
  return (
    <article className="compare" aria-busy={comparison.isFetching}>
      <p className="hidden" role="status">
        {comparison.isPending ? t("state.loading") : ""}
      </p>
      {error && (
        <Refusal error={error} chosen={chosen} onChoose={choose} retry={() => void comparison.refetch()} />
      )}
      {late && !error && <div className="skeleton tall" aria-hidden="true" />}
      {comparison.data && !error && (
        <div className={comparison.isPlaceholderData ? "old" : undefined}>
          <Report comparison={comparison.data} chosen={chosen} onChoose={choose} />
        </div>
      )}
    </article>
  );
}

interface ReportProps {
  comparison: Comparison;
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
}

function Report({ comparison, chosen, onChoose }: ReportProps) {
  const { t } = useLocale();
  const view = useView();
  const narrow = useNarrow();
  const runs = useMemo(() => comparison.runs.map(({ run }) => run), [comparison]);
  const names = useMemo(() => labelsOf(runs, t), [runs, t]);
  const all = useMemo(() => columnsOf(comparison, names), [comparison, names]);
  const other = view.value("with");
  const columns = useMemo(() => (narrow ? pairOf(all, other) : all), [narrow, all, other]);
  const { lead, rest } = useMemo(() => headlineOf(comparison, names, t), [comparison, names, t]);
  const subject = `compare ${runs[0]?.scenario ?? ""} ${names.join(" ")}`;
  return (
    <>
      <h1 className="headline">{lead}</h1>
      {rest && <p className="below muted">{rest}</p>}
      <div className="toolbar">
        <AddRun chosen={chosen} scenario={runs[0]?.scenario} onChoose={onChoose} />
        {narrow && all.length > 2 && <PickOther columns={all} shown={columns[1]?.id} view={view} />}
      </div>
      <RunColumns comparison={comparison} columns={columns} chosen={chosen} onChoose={onChoose} />
      <MetricsTable comparison={comparison} columns={columns} view={view} subject={subject} />
      <Overlays comparison={comparison} columns={columns} chosen={chosen} view={view} subject={subject} />
      <Statistics comparison={comparison} columns={columns} view={view} />
    </>
  );
}

interface RefusalProps {
  error: Error;
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
  retry: () => void;
}

/** What was refused stays changeable: the runs can be taken out one by one. */
function Refusal({ error, chosen, onChoose, retry }: RefusalProps) {
  const { t } = useLocale();
  const status = error instanceof ApiError ? error.status : undefined;
  if (status !== 400 && status !== 404) return <Failure error={error} retry={retry} />;
  return (
    <section className="refused-runs" role="alert">
      <h1>{t("compare.refused")}</h1>
      <p lang="en">{error.message}</p>
      <ul>
        {chosen.ids.map((id) => (
          <li key={id}>
            <code>{id}</code>{" "}
            <button
              type="button"
              className="plain"
              onClick={() => onChoose({ ...chosen, ids: chosen.ids.filter((other) => other !== id) })}
            >
              {t("compare.remove")}
              <span className="hidden">: {id}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
