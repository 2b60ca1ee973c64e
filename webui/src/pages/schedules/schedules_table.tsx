// A row a schedule: when in words, the next time, what became of the last one, and the switch.
import { useState } from "react";
import { Link } from "wouter";

import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Confirm } from "../../shell/confirm";
import { Moment } from "../../shell/moment";
import { Refused } from "../../shell/refused";
import { fateSign } from "./fate";
import { meaning } from "./meaning";
import { useDeleteSchedule, useSwitch, type Schedule } from "./queries";
import { TicksPanel } from "./ticks_panel";

interface Props {
  schedules: readonly Schedule[];
  may: boolean;
  ticksOf: string | null;
}

export function SchedulesTable({ schedules, may, ticksOf }: Props) {
  const { t } = useLocale();
  return (
    <table className="cards">
      <caption className="hidden">{t("schedules.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("schedules.name")}</th>
          <th scope="col">{t("schedules.suite")}</th>
          <th scope="col">{t("schedules.times")}</th>
          <th scope="col">{t("schedules.next")}</th>
          <th scope="col">{t("schedules.lastTick")}</th>
          <th scope="col">{t("schedules.policies")}</th>
          <th scope="col">{t("schedules.enabled")}</th>
          <th scope="col">
            <span className="hidden">{t("schedules.edit")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {schedules.map((schedule) => (
          <Rows key={schedule.id} schedule={schedule} may={may} open={ticksOf === schedule.id} />
        ))}
      </tbody>
    </table>
  );
}

function Rows({ schedule, may, open }: { schedule: Schedule; may: boolean; open: boolean }) {
  const { t } = useLocale();
  const words = meaning(schedule.cron, t);
  return (
    <>
      <tr>
        <th scope="row">{schedule.name}</th>
        <td data-label={t("schedules.suite")}>
          {schedule.suite_exists ? (
            <Link href={`/suites/${encodeURIComponent(schedule.suite)}`}>{schedule.suite}</Link>
          ) : (
            <span className="worse">✕ {t("schedules.suiteGone", { name: schedule.suite })}</span>
          )}
        </td>
        <td data-label={t("schedules.times")}>
          {words ?? <code>{schedule.cron}</code>}
          <div className="muted small">
            {words && <code>{schedule.cron}</code>} {schedule.zone}
          </div>
        </td>
        <td data-label={t("schedules.next")}>
          <Next schedule={schedule} />
        </td>
        <td data-label={t("schedules.lastTick")}>
          <LastTick schedule={schedule} open={open} />
        </td>
        <td className="small" data-label={t("schedules.policies")}>
          {t(`overlap.${schedule.overlap as "skip"}`)}
          <div className="muted">
            {t(`missed.${schedule.missed as "skip"}`, { span: roughly(schedule.grace_seconds * 1000) })}
          </div>
        </td>
        <td data-label={t("schedules.enabled")}>
          <Enabled schedule={schedule} may={may} />
        </td>
        <td className="do">{may && <Edit schedule={schedule} />}</td>
      </tr>
      {open && (
        <tr>
          <td className="whole" colSpan={8}>
            <TicksPanel id={schedule.id} suite={schedule.suite} />
          </td>
        </tr>
      )}
    </>
  );
}

function Next({ schedule }: { schedule: Schedule }) {
  const { t } = useLocale();
  if (!schedule.next_at) return <span className="muted">{t("schedules.off")}</span>;
  const ahead = Date.parse(schedule.next_at) - Date.now();
  return (
    <>
      <Moment at={schedule.next_at} />
      <div className="muted small">
        {ahead > 0 ? t("schedules.in", { span: roughly(ahead) }) : t("schedules.now")}
      </div>
    </>
  );
}

function LastTick({ schedule, open }: { schedule: Schedule; open: boolean }) {
  const { t } = useLocale();
  const tick = schedule.last_tick;
  if (!tick) return <span className="muted">{t("schedules.noTick")}</span>;
  const sign = fateSign(tick.fate);
  return (
    <>
      <span className={sign.tone}>
        {sign.glyph} {t(sign.word)}
      </span>{" "}
      <Moment at={tick.due_at} />
      {tick.reason && tick.fate !== "fired" && (
        <div className="muted small reason" lang="en">
          {tick.reason}
        </div>
      )}
      <div>
        <Link
          className="small"
          href={open ? "/schedules" : `/schedules?ticks=${schedule.id}`}
          aria-expanded={open}
        >
          {t(open ? "ticks.hide" : "ticks.show")}
        </Link>
      </div>
    </>
  );
}

function Enabled({ schedule, may }: { schedule: Schedule; may: boolean }) {
  const { t } = useLocale();
  const switching = useSwitch(schedule.id);
  return (
    <>
      <input
        type="checkbox"
        role="switch"
        aria-label={t("schedules.enabledOf", { name: schedule.name })}
        checked={schedule.enabled}
        disabled={!may || switching.isPending}
        onChange={(event) => switching.mutate(event.target.checked)}
      />
      <Refused error={switching.error} />
    </>
  );
}

function Edit({ schedule }: { schedule: Schedule }) {
  const { t } = useLocale();
  const [asked, setAsked] = useState(false);
  const deleting = useDeleteSchedule(schedule.id);
  return (
    <div className="actions">
      <Link
        href={`/schedules?schedule=${schedule.id}`}
        aria-label={t("schedules.editOf", { name: schedule.name })}
      >
        {t("schedules.edit")}
      </Link>
      <button
        type="button"
        className="plain danger"
        aria-label={t("schedules.deleteOf", { name: schedule.name })}
        onClick={() => setAsked(true)}
      >
        {t("schedules.delete")}
      </button>
      {asked && (
        <Confirm
          title={t("schedules.deleteAsk", { name: schedule.name })}
          verb={t("schedules.delete")}
          busy={deleting.isPending}
          error={deleting.error}
          onConfirm={() => deleting.mutate(undefined)}
          onClose={() => setAsked(false)}
        >
          <p>{t("schedules.deleteExplain")}</p>
        </Confirm>
      )}
    </div>
  );
}
