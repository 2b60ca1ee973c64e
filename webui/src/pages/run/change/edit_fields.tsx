// The fields of what is said of a run.
import { useEffect, useId, useRef, type ReactNode } from "react";

import { useReleases } from "../../../api/queries";
import type { Me } from "../../../api/session";
import { useLocale } from "../../../i18n/locale";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  projects: Me["projects"];
  onChange: (next: Draft) => void;
}

export function EditFields({ draft, projects, onChange }: Props) {
  const { t } = useLocale();
  const id = useId();
  const releases = useReleases().data?.items ?? [];
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const field = (name: keyof Draft) => ({
    id: id + name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [name]: event.target.value }),
  });
  const open = projects.filter((each) => each.status === "active" || each.id === draft.project);
  return (
    <div className="fields">
      <Entry id={`${id}title`} label={t("run.edit.name")} wide>
        <input {...field("title")} ref={first} required maxLength={200} autoComplete="off" />
      </Entry>
      <Entry id={`${id}release`} label={t("run.fact.release")}>
        <input {...field("release")} list={`${id}releases`} maxLength={100} autoComplete="off" />
        <datalist id={`${id}releases`}>
          {releases.map(({ release }) => (
            <option key={release} value={release} />
          ))}
        </datalist>
      </Entry>
      <Entry id={`${id}tags`} label={t("run.edit.tags")} wide>
        <input {...field("tags")} autoComplete="off" autoCapitalize="none" />
      </Entry>
      {open.length > 1 && (
        <Entry id={`${id}project`} label={t("app.project")}>
          <select {...field("project")}>
            {open.map((project) => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
          </select>
        </Entry>
      )}
      <Entry id={`${id}notes`} label={t("run.fact.notes")} whole>
        <textarea {...field("notes")} rows={3} maxLength={20_000} />
      </Entry>
    </div>
  );
}

interface EntryProps {
  id: string;
  label: string;
  wide?: boolean;
  whole?: boolean;
  children: ReactNode;
}

function Entry({ id, label, wide, whole, children }: EntryProps) {
  return (
    <div className={whole ? "entry whole" : wide ? "entry wide" : "entry"}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}
