// Every baseline that a scope had: which run, from when to when, by whom and why.
import { Link } from "wouter";

import { useBaselineHistory, type Baseline, type ScopeKey } from "../../api/baselines";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { Moment } from "../../shell/moment";

export function History({ scope }: { scope: ScopeKey }) {
  const { t } = useLocale();
  const history = useBaselineHistory(scope);
  if (history.error) return <Failure error={history.error} retry={() => void history.refetch()} />;
  if (!history.data) return <p className="muted">{t("state.loading")}</p>;
  if (history.data.length === 0) return <p className="muted">{t("baselines.history.none")}</p>;
  return (
    <table className="cards">
      <caption className="hidden">{t("baselines.history")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("baselines.when")}</th>
          <th scope="col">{t("baselines.against")}</th>
          <th scope="col">{t("baselines.by")}</th>
          <th scope="col">{t("baselines.why")}</th>
          <th scope="col">{t("baselines.until")}</th>
        </tr>
      </thead>
      <tbody>
        {history.data.map((baseline, place) => (
          <tr key={baseline.id} data-baseline={baseline.id}>
            <td data-label={t("baselines.when")}>
              <Moment at={baseline.set_at} />
            </td>
            <td className="against" data-label={t("baselines.against")}>
              <Link href={`/runs/${encodeURIComponent(baseline.run_id)}`}>
                <bdi>{baseline.run_title || baseline.run_id}</bdi>
              </Link>
            </td>
            <td data-label={t("baselines.by")}>
              <bdi>{baseline.set_by}</bdi>
            </td>
            <td className="why" data-label={baseline.reason && t("baselines.why")}>
              {baseline.reason && <bdi>{baseline.reason}</bdi>}
            </td>
            <td className="why" data-label={baseline.cleared_at ? t("baselines.until") : undefined}>
              <End baseline={baseline} replaced={history.data[place - 1]?.set_at === baseline.cleared_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function End({ baseline, replaced }: { baseline: Baseline; replaced: boolean }) {
  const { t } = useLocale();
  if (!baseline.cleared_at) return <b>{t("baselines.holds")}</b>;
  return (
    <>
      <Moment at={baseline.cleared_at} />{" "}
      {replaced ? (
        <span className="muted">{t("baselines.replaced")}</span>
      ) : (
        <>
          {t("baselines.clearedBy", { name: baseline.cleared_by ?? "" })}
          {baseline.cleared_reason && (
            <>
              : <bdi>{baseline.cleared_reason}</bdi>
            </>
          )}
        </>
      )}
    </>
  );
}
