// The baselines page: what the runs of each scenario, platform and device class are judged against, and what was before.
import { useSearch } from "wouter";

import { useBaselineScopes } from "../../api/baselines";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { PageLinks, pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { ScopeRow } from "./scope_row";
import "./baselines.css";

export default function BaselinesPage() {
  const { t } = useLocale();
  const scopes = useBaselineScopes(pageOf(useSearch()));
  const late = useLate(scopes.isPending);
  useTitle(t("app.baselines"));
  const page = scopes.data;
  if (page?.pagination.total === 0) return <Empty />;
  const pinned = page?.items.filter((scope) => scope.pinned).length ?? 0;
  return (
    <article className="baselines" aria-busy={scopes.isFetching}>
      <header>
        <h1 className="headline">{t("baselines.title")}</h1>
        <p className="muted" role="status">
          {page ? t("baselines.headline", { pinned, all: page.items.length }) : t("state.loading")}
        </p>
      </header>
      {scopes.error && <Failure error={scopes.error} retry={() => void scopes.refetch()} />}
      {late && <div className="skeleton tall" aria-hidden="true" />}
      {page && (
        <div className={scopes.isPlaceholderData || scopes.error ? "old" : undefined}>
          <table className="cards scopes">
            <caption className="hidden">{t("baselines.title")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("baselines.scenario")}</th>
                <th scope="col">{t("baselines.platform")}</th>
                <th scope="col">{t("baselines.class")}</th>
                <th scope="col">{t("baselines.against")}</th>
                <th scope="col">{t("baselines.by")}</th>
                <th scope="col">{t("baselines.why")}</th>
                <th scope="col" className="number">
                  {t("baselines.runs")}
                </th>
                <th scope="col">{t("baselines.last")}</th>
                <th scope="col">
                  <span className="hidden">{t("baselines.history")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {page.items.map((scope) => (
                <ScopeRow key={`${scope.scenario}\n${scope.platform}\n${scope.device_class}`} scope={scope} />
              ))}
            </tbody>
          </table>
          <PageLinks pagination={page.pagination} />
        </div>
      )}
    </article>
  );
}

function Empty() {
  const { t } = useLocale();
  return (
    <section className="empty">
      <h1>{t("baselines.empty.title")}</h1>
      <p>{t("baselines.empty.explain")}</p>
      <pre>
        <code>perfsight run scenarios/library/inference.yaml --release 6.8.0</code>
      </pre>
      <p className="muted">{t("baselines.empty.pin")}</p>
    </section>
  );
}
