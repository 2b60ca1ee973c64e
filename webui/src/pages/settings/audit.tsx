// Who did what, when, to which object; the newest first. Nothing here can be changed.
import { useLocation, useSearch } from "wouter";

import { addressOfProject } from "../../api/project";
import type { Me } from "../../api/session";
import { useDeeds, type Deed } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { runOf, wordOf } from "./deeds";
import { Listed } from "./listed";
import { projectName } from "./project_name";

export function AuditPart({ me }: { me: Me }) {
  const { t } = useLocale();
  const search = useSearch();
  const everywhere = me.operator && new URLSearchParams(search).get("everywhere") === "true";
  const deeds = useDeeds(pageOf(search), everywhere);
  const count = deeds.data?.pagination.total;
  useTitle(t("settings.audit"));
  return (
    <>
      <h1 className="headline">
        {count === undefined
          ? t("settings.audit")
          : everywhere
            ? t("audit.headline.everywhere", { count })
            : t("audit.headline", { count, project: projectName(me) })}
      </h1>
      {me.operator && <Extent everywhere={everywhere} />}
      <Listed query={deeds}>{(items) => <Rows deeds={items} everywhere={everywhere} />}</Listed>
    </>
  );
}

function Extent({ everywhere }: { everywhere: boolean }) {
  const { t } = useLocale();
  const [path, navigate] = useLocation();
  const choices = [
    [false, "audit.here", path],
    [true, "audit.everywhere", `${path}?everywhere=true`],
  ] as const;
  return (
    <div className="toolbar">
      <span className="choice" role="group" aria-label={t("audit.extent")}>
        {choices.map(([value, label, address]) => (
          <button
            key={label}
            type="button"
            aria-pressed={everywhere === value}
            onClick={() => navigate(address)}
          >
            {t(label)}
          </button>
        ))}
      </span>
    </div>
  );
}

function Rows({ deeds, everywhere }: { deeds: readonly Deed[]; everywhere: boolean }) {
  const { t } = useLocale();
  if (deeds.length === 0) return null;
  return (
    <table className="cards audit">
      <caption className="hidden">{t("settings.audit")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("column.when")}</th>
          <th scope="col">{t("audit.who")}</th>
          <th scope="col">{t("audit.what")}</th>
          <th scope="col">{t("audit.which")}</th>
          <th scope="col">{t("audit.address")}</th>
          {everywhere && <th scope="col">{t("app.project")}</th>}
        </tr>
      </thead>
      <tbody>
        {deeds.map((deed, index) => (
          <DeedRow key={`${deed.at} ${index}`} deed={deed} everywhere={everywhere} />
        ))}
      </tbody>
    </table>
  );
}

function DeedRow({ deed, everywhere }: { deed: Deed; everywhere: boolean }) {
  const { t } = useLocale();
  const word = wordOf(deed.action);
  return (
    <tr>
      <td>
        <Moment at={deed.at} />
      </td>
      <th scope="row">
        {deed.actor} {deed.actor_kind !== "person" && <span className="muted who">{deed.actor_kind}</span>}
      </th>
      <td>{word ? t(word) : <code>{deed.action}</code>}</td>
      <td className="object">{(deed.detail || deed.object) && <Object deed={deed} />}</td>
      <td data-label={t("audit.address")}>{deed.address}</td>
      {everywhere && <td data-label={t("app.project")}>{deed.project ?? t("audit.installation")}</td>}
    </tr>
  );
}

/** A run can be looked at in its project, unless it is gone. */
function Object({ deed }: { deed: Deed }) {
  const run = runOf(deed);
  return (
    <>
      {deed.detail}{" "}
      {run && deed.project ? (
        <a href={`${addressOfProject(deed.project)}runs/${encodeURIComponent(run)}`} title={deed.object}>
          <code>{run}</code>
        </a>
      ) : (
        <code className="muted" title={deed.object}>
          {deed.object}
        </code>
      )}
    </>
  );
}
