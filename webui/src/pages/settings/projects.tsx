// The projects that the reader sees, and what can be changed about them.
import { useSearch } from "wouter";

import { mayAdminister } from "../../api/rights";
import type { Me } from "../../api/session";
import { useProjects, type Project } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { Listed } from "./listed";
import { NewProject } from "./new_project";
import { ProjectRow } from "./project_row";

export function ProjectsPart({ me }: { me: Me }) {
  const { t } = useLocale();
  const projects = useProjects(pageOf(useSearch()));
  const total = projects.data?.pagination.total;
  const archived = projects.data?.items.filter(({ status }) => status === "archived").length ?? 0;
  useTitle(t("settings.projects"));
  return (
    <>
      <h1 className="headline">
        {total === undefined
          ? t("settings.projects")
          : total === 1
            ? t("projects.headline.one")
            : t("projects.headline", { count: total })}
        {archived > 0 && `${t("runs.join")}${t("projects.archived.count", { count: archived })}`}
      </h1>
      {me.operator && <NewProject />}
      <Listed query={projects}>{(items) => <Rows projects={items} me={me} />}</Listed>
    </>
  );
}

function Rows({ projects, me }: { projects: readonly Project[]; me: Me }) {
  const { t } = useLocale();
  const may = (id: string) => me.operator || (id === me.project && mayAdminister(me));
  return (
    <table className="cards">
      <caption className="hidden">{t("settings.projects")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("app.project")}</th>
          <th scope="col">{t("projects.description")}</th>
          <th scope="col">{t("projects.id")}</th>
          <th scope="col">{t("access.created")}</th>
          <th scope="col">
            <span className="hidden">{t("access.state")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <ProjectRow
            key={project.id}
            project={project}
            current={project.id === me.project}
            may={may(project.id)}
          />
        ))}
      </tbody>
    </table>
  );
}
