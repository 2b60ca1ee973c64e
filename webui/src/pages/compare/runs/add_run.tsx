// Adds a run to the comparison: by words of its title, release, build or device, or by its id.
import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import type { Run } from "../../../api/types";
import { moment } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { Failure } from "../../../shell/failure";
import { isFull, withRun, type Chosen } from "../address";
import { useCandidates } from "../queries";
import { matchesOf, pastedId } from "./matches";

/** Where the arrows go in what was found; the ends meet. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

interface Props {
  chosen: Chosen;
  scenario: string | undefined;
  onChoose: (next: Chosen) => void;
}

export function AddRun({ chosen, scenario, onChoose }: Props) {
  const { t } = useLocale();
  const list = useId();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const candidates = useCandidates(open);
  const pasted = pastedId(search);
  const found = matchesOf(candidates.data?.items ?? [], pasted ?? search, chosen.ids, scenario);
  if (isFull(chosen)) return <p className="muted small">{t("compare.full")}</p>;
  const isUnknown = pasted !== undefined && found.length === 0 && !chosen.ids.includes(pasted);
  const ids = isUnknown ? [pasted] : found.map(({ id }) => id);
  const at = Math.min(active, ids.length - 1);
  const shows = open && ids.length > 0;
  const add = (id: string) => {
    onChoose(withRun(chosen, id));
    setSearch("");
    setActive(0);
    setOpen(false);
  };
  const press = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.key === "Escape") setOpen(false);
    else if (event.key === "Enter" && shows) add(ids[at]!);
    else if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      if (shows) setActive((at + step + ids.length) % ids.length);
    }
  };
  return (
    <div className="add-run">
      <label>
        {t("compare.add")}{" "}
        <input
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          value={search}
          placeholder={t("compare.add.hint")}
          aria-autocomplete="list"
          aria-expanded={shows}
          aria-controls={shows ? list : undefined}
          aria-activedescendant={shows ? `${list}-${at}` : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={(event) => {
            setSearch(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={press}
        />
      </label>
      {open && (
        // The field keeps the focus while something here is pressed.
        <div className="found" onMouseDown={(event) => event.preventDefault()}>
          {candidates.error && <Failure error={candidates.error} retry={() => void candidates.refetch()} />}
          {shows && (
            <ul id={list} role="listbox" aria-label={t("compare.add.found")}>
              {ids.map((id, place) => (
                <Option key={id} id={`${list}-${place}`} isActive={place === at} onChoose={() => add(id)}>
                  {found[place] ? <Words run={found[place]} /> : t("compare.add.id", { id })}
                </Option>
              ))}
            </ul>
          )}
          {candidates.data && ids.length === 0 && <p className="muted">{t("compare.add.none")}</p>}
        </div>
      )}
    </div>
  );
}

interface OptionProps {
  id: string;
  isActive: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function Option({ id, isActive, onChoose, children }: OptionProps) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    <li id={id} ref={item} role="option" aria-selected={isActive} onClick={onChoose}>
      {children}
    </li>
  );
}

function Words({ run }: { run: Run }) {
  return (
    <>
      <bdi className="run-title">{run.title || run.id}</bdi>
      <span className="muted">
        {[run.scenario, run.release, run.build_id, run.device, moment(run.created_at)]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </>
  );
}
