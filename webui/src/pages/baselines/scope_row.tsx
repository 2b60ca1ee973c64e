// One scope: the run that is pinned or the rule that applies, and its history unfolded beneath.
import { useState } from "react";
import { Link } from "wouter";

import { useClear, type Baseline, type BaselineScope } from "../../api/baselines";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale, type Translate } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { NoteDialog } from "../../shell/note_dialog";
import { History } from "./history";

const COLUMNS = 9;

export function ScopeRow({ scope }: { scope: BaselineScope }) {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const { scenario, platform, device_class, pinned } = scope;
  const trend = new URLSearchParams({ scenario, platform, device_class });
  return (
    <>
      <tr data-scope={scopeName(scope)} data-pinned={pinned?.run_id}>
        <th scope="row">
          <Link href={`/trends?${trend}`} title={t("baselines.trend")}>
            {scenario}
          </Link>
        </th>
        <td data-label={platform && t("baselines.platform")}>{platform}</td>
        <td data-label={device_class && t("baselines.class")}>{device_class}</td>
        <td className="against" data-label={t("baselines.against")}>
          {pinned ? (
            <Link href={`/runs/${encodeURIComponent(pinned.run_id)}`}>
              <span aria-hidden="true">◆ </span>
              <bdi>{pinned.run_title || pinned.run_id}</bdi>
            </Link>
          ) : (
            <span className="muted">{ruleOf(scope, t)}</span>
          )}
        </td>
        <td data-label={pinned && t("baselines.by")}>
          {pinned && (
            <>
              <bdi>{pinned.set_by}</bdi>, <Moment at={pinned.set_at} />
            </>
          )}
        </td>
        <td className="why" data-label={pinned?.reason && t("baselines.why")}>
          {pinned?.reason && <bdi>{pinned.reason}</bdi>}
        </td>
        <td className="number" data-label={t("baselines.runs")}>
          {scope.runs.toLocaleString("en-US")}
        </td>
        <td data-label={t("baselines.last")}>
          <Link href={`/runs/${encodeURIComponent(scope.last_run_id)}`}>
            <Moment at={scope.last_run_at} />
          </Link>
        </td>
        <td className="do">
          {pinned && <ClearAction pinned={pinned} name={scopeName(scope)} />}
          <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("baselines.history")} <span aria-hidden="true">{open ? "▾" : "▸"}</span>
          </button>
        </td>
      </tr>
      {open && (
        <tr className="unfolded">
          <td className="whole" colSpan={COLUMNS}>
            <History scope={scope} />
          </td>
        </tr>
      )}
    </>
  );
}

/** `inference · linux · lab`. */
export function scopeName({ scenario, platform, device_class }: BaselineScope | Baseline): string {
  return [scenario, platform, device_class].filter(Boolean).join(" · ");
}

function ruleOf({ rule, rule_count: count }: BaselineScope, t: Translate): string {
  if (rule === "last_good" && count === 1) return t("baselines.rule.last_good.one");
  if (rule === "last_good") return t("baselines.rule.last_good", { count: count ?? 0 });
  return t(rule === "previous_release" ? "baselines.rule.previous_release" : "baselines.rule.none");
}

/** Clears a baseline, with a note why; nothing for who may not. */
export function ClearAction({ pinned, name }: { pinned: Baseline; name: string }) {
  const { t } = useLocale();
  const me = useMe().data;
  const clear = useClear();
  const [asking, setAsking] = useState(false);
  if (!mayEdit(me)) return null;
  return (
    <>
      <button type="button" className="plain danger" onClick={() => setAsking(true)}>
        {t("baselines.clear")}
      </button>
      {asking && (
        <NoteDialog
          title={t("baselines.clear.title")}
          label={t("baselines.note")}
          verb={t("baselines.clear")}
          busy={clear.isPending}
          error={clear.error}
          onSave={(reason) => clear.mutate({ id: pinned.id, reason }, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{t("baselines.clear.explain", { scope: name })}</p>
        </NoteDialog>
      )}
    </>
  );
}
