// What, where, when and how, in one line of facts.
import type { ReactNode } from "react";
import { Link } from "wouter";

import type { RunDetail } from "../../api/types";
import { quantity } from "../../format/quantity";
import { span } from "../../format/time";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { overheadCpu } from "./environment/overhead";

export function Facts({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const { run, meta, iterations } = detail;
  const warmup = iterations.filter((each) => each.warmup).length;
  const tags = run.tags.filter((tag) => !/^(release|environment):/.test(tag));
  const facts: [Key, ReactNode][] = [
    ["column.scenario", <Filtered key="s" name="scenario" value={run.scenario} />],
    ["run.fact.release", run.release && <Filtered key="r" name="release" value={run.release} />],
    ["run.fact.build", run.build_id],
    [
      "run.fact.environment",
      run.environment && <Filtered key="e" name="environment" value={run.environment} />,
    ],
    ["run.fact.device", run.device],
    ["run.fact.browser", run.browser],
    ["run.fact.when", <Moment key="w" at={run.created_at} />],
    ["run.fact.duration", span(run.duration_ms)],
    [
      "run.fact.iterations",
      warmup ? t("run.fact.iterations.value", { count: run.iterations, warmup }) : String(run.iterations),
    ],
    [
      "run.fact.mode",
      t("run.fact.mode.value", { mode: run.mode, interval: span(meta.collection.interval_ms) }),
    ],
    ["run.fact.overhead", overhead(detail, t)],
    ["run.fact.baseline", <Basis key="b" detail={detail} />],
    ["alerts.title", detail.alerts.length > 0 && <Alerts key="a" ids={detail.alerts} />],
    ["run.fact.parameters", parameters(meta.parameters)],
    ["run.fact.tags", tags.join(", ")],
    ["run.fact.notes", meta.notes && <Notes key="n" text={meta.notes} />],
    ["run.fact.edited", run.edited_at && <Edited key="d" at={run.edited_at} by={run.edited_by} />],
  ];
  return (
    <dl className="facts" aria-label={t("run.facts")}>
      {facts
        .filter(([label, value]) => (label === "run.fact.baseline" ? detail.verdict?.baseline : value))
        .map(([label, value]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Filtered({ name, value }: { name: "scenario" | "release" | "environment"; value: string }) {
  return <Link href={`/runs?${new URLSearchParams({ [name]: value }).toString()}`}>{value}</Link>;
}

function Alerts({ ids }: { ids: readonly string[] }) {
  const { t } = useLocale();
  return (
    <ul className="targets">
      {ids.map((id, index) => (
        <li key={id}>
          <Link href={`/alerts/${encodeURIComponent(id)}`}>{t("alerts.ofRun", { number: index + 1 })}</Link>
        </li>
      ))}
    </ul>
  );
}

function Notes({ text }: { text: string }) {
  return <span className="notes">{text}</span>;
}

function Edited({ at, by }: { at: string; by: string | null | undefined }) {
  const { t } = useLocale();
  return (
    <>
      <Moment at={at} /> {t("run.fact.edited.by", { name: by ?? "" })}
    </>
  );
}

function Basis({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const basis = detail.verdict?.baseline;
  if (!basis) return null;
  const kinds: Record<string, Key> = {
    pinned: "baseline.pinned",
    previous_release: "baseline.previous_release",
    last_good: "baseline.last_good",
    requested: "baseline.requested",
  };
  const kind = kinds[basis.kind];
  const count = basis.run_ids.length;
  const [newest] = basis.run_ids;
  return (
    <>
      {kind ? t(kind) : basis.kind} {basis.release}{" "}
      {newest && (
        <Link href={`/runs/${encodeURIComponent(newest)}`} className="within">
          {count > 1 ? t("baseline.runs", { count }) : t("baseline.run")}
        </Link>
      )}
    </>
  );
}

function overhead({ meta }: RunDetail, t: ReturnType<typeof useLocale>["t"]): string | undefined {
  const cost = meta.collection.overhead;
  if (!cost) return undefined;
  return t("run.fact.overhead.value", {
    cpu: overheadCpu(cost, t),
    memory: quantity(cost.memory_rss_bytes, "bytes"),
    poll: span(cost.poll_ms_p50),
  });
}

function parameters(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
}
