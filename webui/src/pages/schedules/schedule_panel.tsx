// Makes or changes a schedule; its next five times are shown while one types.
import { useEffect, useId, useState, type FormEvent, type ReactNode } from "react";
import { Link, useLocation } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { meaning } from "./meaning";
import { Preview } from "./preview";
import { useKeepSchedule, type Schedule } from "./queries";
import { filled, listOf } from "./words";

const OVERLAPS = ["skip", "queue", "replace"] as const;
const MISSED = ["run_once", "skip"] as const;
const HOUR_S = 3600;

interface Props {
  /** The schedule that is changed; a new one is made where absent. */
  kept: Schedule | undefined;
  suites: readonly string[];
}

export function SchedulePanel({ kept, suites }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [, navigate] = useLocation();
  const keeping = useKeepSchedule(kept);
  const [draft, setDraft] = useState(() => draftOf(kept, suites));
  const settled = useSettled(draft);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const title = kept ? t("schedules.editOf", { name: kept.name }) : t("schedules.new");
  const known = kept && !suites.includes(kept.suite) ? [kept.suite, ...suites] : suites;

  function keep(event: FormEvent) {
    event.preventDefault();
    keeping.mutate(requestOf(draft, kept), { onSuccess: () => navigate("/schedules") });
  }

  return (
    <form className="sheet" aria-label={title} onSubmit={keep}>
      <h2>{title}</h2>
      <div className="fields">
        <Entry id={`${id}n`} label={t("schedules.name")}>
          <input
            id={`${id}n`}
            required
            autoFocus
            maxLength={100}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Entry>
        <Entry id={`${id}s`} label={t("schedules.suite")}>
          <select
            id={`${id}s`}
            value={draft.suite}
            onChange={(event) => change({ suite: event.target.value })}
          >
            {known.map((suite) => (
              <option key={suite}>{suite}</option>
            ))}
          </select>
        </Entry>
        <Entry id={`${id}o`} label={t("schedules.overlap")}>
          <select
            id={`${id}o`}
            value={draft.overlap}
            onChange={(event) => change({ overlap: event.target.value })}
          >
            {OVERLAPS.map((overlap) => (
              <option key={overlap} value={overlap}>
                {t(`overlap.${overlap}`)}
              </option>
            ))}
          </select>
        </Entry>
        <Entry id={`${id}c`} label={t("schedules.cron")}>
          <input
            id={`${id}c`}
            className="code"
            required
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${id}p`}
            value={draft.cron}
            onChange={(event) => change({ cron: event.target.value })}
          />
          <span className="muted small">{meaning(draft.cron, t) ?? t("schedules.fields")}</span>
        </Entry>
        <Entry id={`${id}z`} label={t("schedules.zone")}>
          <input
            id={`${id}z`}
            required
            list={`${id}zones`}
            spellCheck={false}
            autoComplete="off"
            value={draft.zone}
            onChange={(event) => change({ zone: event.target.value })}
          />
          <datalist id={`${id}zones`}>
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Entry>
        <Entry id={`${id}m`} label={t("schedules.missed")}>
          <select
            id={`${id}m`}
            value={draft.missed}
            onChange={(event) => change({ missed: event.target.value })}
          >
            {MISSED.map((missed) => (
              <option key={missed} value={missed}>
                {t(`missed.choice.${missed}`)}
              </option>
            ))}
          </select>
          {draft.missed === "run_once" && (
            <label className="grace small">
              <span>{t("schedules.grace")}</span>
              <input
                type="number"
                required
                min={0}
                max={168}
                step="any"
                value={draft.grace}
                onChange={(event) => change({ grace: event.target.value })}
              />
              <span>{t("schedules.hours")}</span>
            </label>
          )}
        </Entry>
        <Entry id={`${id}r`} label={t("start.release")}>
          <input
            id={`${id}r`}
            maxLength={300}
            autoComplete="off"
            value={draft.release}
            onChange={(event) => change({ release: event.target.value })}
          />
        </Entry>
        <Entry id={`${id}b`} label={t("start.build")}>
          <input
            id={`${id}b`}
            maxLength={300}
            autoComplete="off"
            value={draft.build}
            onChange={(event) => change({ build: event.target.value })}
          />
        </Entry>
        <Entry id={`${id}t`} label={t("start.tags")}>
          <input
            id={`${id}t`}
            autoComplete="off"
            value={draft.tags}
            onChange={(event) => change({ tags: event.target.value })}
          />
        </Entry>
      </div>
      <Preview id={`${id}p`} cron={settled.cron} zone={settled.zone} />
      <Refused error={keeping.error} />
      <div className="actions">
        <button type="submit" className="main" disabled={keeping.isPending}>
          {t("form.save")}
        </button>
        <Link href="/schedules">{t("form.cancel")}</Link>
      </div>
    </form>
  );
}

function Entry({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  );
}

interface Draft {
  name: string;
  suite: string;
  cron: string;
  zone: string;
  overlap: string;
  missed: string;
  grace: string;
  release: string;
  build: string;
  tags: string;
}

function draftOf(kept: Schedule | undefined, suites: readonly string[]): Draft {
  return {
    name: kept?.name ?? "",
    suite: kept?.suite ?? suites[0] ?? "",
    cron: kept?.cron ?? "30 2 * * 1-5",
    zone: kept?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    overlap: kept?.overlap ?? "skip",
    missed: kept?.missed ?? "run_once",
    grace: String((kept?.grace_seconds ?? 6 * HOUR_S) / HOUR_S),
    release: kept?.release ?? "",
    build: kept?.build ?? "",
    tags: kept?.tags.join(", ") ?? "",
  };
}

function requestOf(draft: Draft, kept: Schedule | undefined) {
  const { name, suite, cron, zone, overlap, missed, grace, release, build, tags } = draft;
  return {
    name,
    suite,
    cron,
    zone: zone.trim(),
    overlap,
    missed,
    grace_seconds: Math.round(Number(grace) * HOUR_S),
    enabled: kept?.enabled ?? true,
    ...filled({ release, build }),
    tags: listOf(tags),
  };
}

/** What stands still for a moment: not every letter is asked about. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
