// Makes a project, for whoever administers the installation.
import { useId, useState, type FormEvent } from "react";

import { useCreateProject } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { Fold } from "./fold";

export function NewProject() {
  const { t } = useLocale();
  const id = useId();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const creating = useCreateProject();

  function create(event: FormEvent) {
    event.preventDefault();
    creating.mutate(
      { name, description },
      {
        onSuccess: () => {
          setName("");
          setDescription("");
        },
      },
    );
  }

  return (
    <Fold label={t("projects.new")}>
      <form className="sheet" aria-label={t("projects.new")} onSubmit={create}>
        <div className="fields">
          <div className="entry">
            <label htmlFor={`${id}name`}>{t("projects.name")}</label>
            <input
              id={`${id}name`}
              required
              maxLength={100}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <div className="entry wide">
            <label htmlFor={`${id}description`}>{t("projects.description")}</label>
            <input
              id={`${id}description`}
              autoComplete="off"
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          </div>
        </div>
        <Refused error={creating.error} />
        <div className="actions">
          <button type="submit" className="main" disabled={creating.isPending}>
            {t("projects.create")}
          </button>
          <span role="status" className="muted">
            {creating.data && t("projects.made", { name: creating.data.name, id: creating.data.id })}
          </span>
        </div>
      </form>
    </Fold>
  );
}
