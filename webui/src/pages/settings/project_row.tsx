// One project: opened by its name; renamed, described, archived and restored in its row.
import { useId, useState, type FormEvent } from "react";

import { addressOfProject } from "../../api/project";
import { useChangeProject, type Project } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Refused } from "../../shell/refused";

interface Props {
  project: Project;
  /** Whether the reader is in it now. */
  current: boolean;
  /** Whether the reader may change it. */
  may: boolean;
}

export function ProjectRow({ project, current, may }: Props) {
  const { t } = useLocale();
  const [edited, setEdited] = useState(false);
  const archived = project.status === "archived";
  if (edited) return <EditRow project={project} onClose={() => setEdited(false)} />;
  return (
    <tr className={archived ? "muted" : undefined}>
      <th scope="row">
        <a href={addressOfProject(project.id)} aria-current={current ? "true" : undefined}>
          {project.name}
        </a>
        {archived && <span className="unsure"> ~ {t("projects.archived")}</span>}
      </th>
      <td>{project.description}</td>
      <td data-label={t("projects.id")}>
        <code>{project.id}</code>
      </td>
      <td data-label={t("access.created")}>
        {Date.parse(project.created_at) > 0 ? <Moment at={project.created_at} /> : t("projects.always")}
      </td>
      <td className="do">
        {may && (
          <button
            type="button"
            className="plain"
            aria-label={t("projects.change.name", { name: project.name })}
            onClick={() => setEdited(true)}
          >
            {t("projects.change")}
          </button>
        )}
      </td>
    </tr>
  );
}

function EditRow({ project, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useLocale();
  const id = useId();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const changing = useChangeProject();
  const archived = project.status === "archived";
  const change = (wanted: { name?: string; description?: string; status?: string }) =>
    changing.mutate({ id: project.id, ...wanted }, { onSuccess: onClose });

  function save(event: FormEvent) {
    event.preventDefault();
    change({ name, description });
  }

  return (
    <tr>
      <td colSpan={5} className="whole">
        <form
          className="sheet"
          aria-label={t("projects.change.name", { name: project.name })}
          onSubmit={save}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
        >
          <div className="fields">
            <div className="entry">
              <label htmlFor={`${id}name`}>{t("projects.name")}</label>
              <input
                id={`${id}name`}
                autoFocus
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            </div>
            <div className="entry wide">
              <label htmlFor={`${id}description`}>{t("projects.description")}</label>
              <input
                id={`${id}description`}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            </div>
          </div>
          <Refused error={changing.error} />
          <div className="actions">
            <button type="submit" className="main" disabled={changing.isPending}>
              {t("form.save")}
            </button>
            <button type="button" onClick={onClose}>
              {t("form.cancel")}
            </button>
            <span className="muted small">{t("projects.archive.explain")}</span>
            <button
              type="button"
              className={archived ? "plain last" : "plain danger last"}
              disabled={changing.isPending}
              onClick={() => change({ status: archived ? "active" : "archived" })}
            >
              {t(archived ? "projects.restore" : "projects.archive")}
            </button>
          </div>
        </form>
      </td>
    </tr>
  );
}
