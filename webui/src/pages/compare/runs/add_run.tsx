// Adds a run to the comparison: by words of its title, release, build or device, or by its id.
import { useId, useRef, useState } from "react";

import { moment } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { Failure } from "../../../shell/failure";
import { isFull, withRun, type Chosen } from "../address";
import { useCandidates } from "../queries";
import { matchesOf, pastedId } from "./matches";

interface Props {
  chosen: Chosen;
  scenario: string | undefined;
  onChoose: (next: Chosen) => void;
}

export function AddRun({ chosen, scenario, onChoose }: Props) {
  const { t } = useLocale();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const candidates = useCandidates(open);
  const pasted = pastedId(search);
  const found = matchesOf(candidates.data?.items ?? [], pasted ?? search, chosen.ids, scenario);
  if (isFull(chosen)) return <p className="muted small">{t("compare.full")}</p>;
  const add = (id: string) => {
    onChoose(withRun(chosen, id));
    setSearch("");
    setOpen(false);
    field.current?.focus();
  };
  return (
    <div
      className="add-run"
      ref={whole}
      onBlur={(event) => {
        if (!whole.current?.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") setOpen(false);
        else step(event, whole.current);
      }}
    >
      <label>
        {t("compare.add")}{" "}
        <input
          ref={field}
          type="search"
          value={search}
          placeholder={t("compare.add.hint")}
          aria-expanded={open}
          aria-controls={list}
          onFocus={() => setOpen(true)}
          onChange={(event) => {
            setSearch(event.target.value);
            setOpen(true);
          }}
          onKeyDown={(event) => {
            const first = found[0]?.id ?? pasted;
            if (event.key === "Enter" && first !== undefined) add(first);
          }}
        />
      </label>
      {open && (
        <ul className="found" id={list} aria-label={t("compare.add.found")}>
          {candidates.error && (
            <li>
              <Failure error={candidates.error} retry={() => void candidates.refetch()} />
            </li>
          )}
          {found.map((run) => (
            <li key={run.id}>
              <button type="button" className="plain" onClick={() => add(run.id)}>
                <bdi className="run-title">{run.title || run.id}</bdi>
                <span className="muted">
                  {[run.scenario, run.release, run.build_id, run.device, moment(run.created_at)]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </button>
            </li>
          ))}
          {pasted !== undefined && found.length === 0 && !chosen.ids.includes(pasted) && (
            <li>
              <button type="button" className="plain" onClick={() => add(pasted)}>
                {t("compare.add.id", { id: pasted })}
              </button>
            </li>
          )}
          {candidates.data && pasted === undefined && found.length === 0 && (
            <li className="muted">{t("compare.add.none")}</li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The arrows go along the field and what was found. */
function step(event: React.KeyboardEvent, whole: HTMLElement | null): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const places = [...(whole?.querySelectorAll<HTMLElement>("input, .found button") ?? [])];
  const at = places.indexOf(document.activeElement as HTMLElement);
  const next = places[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
