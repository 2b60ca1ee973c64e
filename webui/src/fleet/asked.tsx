// What each device says to a job: who would take it, who may later, who never.
import { Link } from "wouter";

import { addressOfDevice } from "../api/devices";
import type { Asked, Candidate } from "../api/jobs";
import { roughly } from "../format/time";
import type { Key } from "../i18n/catalog";
import { useLocale } from "../i18n/locale";
import { deviceSign } from "./words";
import { Mark } from "../verdict/mark";
import type { Sign } from "../verdict/words";
import "./fleet.css";

const STATES = ["busy", "unavailable", "draining", "offline", "quarantined"];

export function AskedDevices({ asked, now }: { asked: Asked; now: number }) {
  const { t } = useLocale();
  if (asked.devices.length === 0) return <p className="muted">{t("asked.none")}</p>;
  return (
    <div className="asked">
      <NextFree asked={asked} now={now} />
      <ul aria-label={t("asked.title")}>
        {asked.devices.map((candidate) => (
          <li key={candidate.device}>
            <Link href={addressOfDevice(candidate.device)}>{candidate.device}</Link>
            <Mark sign={signOf(candidate)} />
            <Free candidate={candidate} now={now} />
            {candidate.why_not && candidate.predicate !== "busy" && (
              <span lang="en" className="muted">
                {candidate.why_not}
              </span>
            )}
          </li>
        ))}
      </ul>
      {asked.further > 0 && <p className="muted">{t("asked.further", { count: asked.further })}</p>}
    </div>
  );
}

/** Takes it, keeps it waiting, or never takes it. */
export function signOf({ takes_it, predicate, may_later }: Candidate): Sign {
  if (takes_it) return { glyph: "✓", tone: "better", word: "asked.takes" };
  if (predicate && STATES.includes(predicate)) return { ...deviceSign(predicate), tone: "unsure" };
  return { glyph: may_later ? "…" : "–", tone: "neutral", word: `predicate.${predicate ?? "label"}` as Key };
}

function Free({ candidate: { free_at, free_at_latest }, now }: { candidate: Candidate; now: number }) {
  const { t } = useLocale();
  if (free_at) return <span className="muted">{t("asked.free", { left: left(free_at, now) })}</span>;
  if (!free_at_latest) return null;
  return <span className="muted">{t("asked.freeLatest", { left: left(free_at_latest, now) })}</span>;
}

function NextFree({ asked, now }: { asked: Asked; now: number }) {
  const { t } = useLocale();
  if (asked.devices.some(({ takes_it }) => takes_it)) return null;
  const { next_free_at: usual, next_free_at_latest: latest } = asked;
  if (usual) return <p>{t("asked.next", { left: left(usual, now) })}</p>;
  return latest ? <p>{t("asked.latest", { left: left(latest, now) })}</p> : null;
}

function left(at: string, now: number): string {
  return roughly(Math.max(0, Date.parse(at) - now));
}
