// The plan: which device would take each job now, and why not the others.
import { AskedDevices } from "../../fleet/asked";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import type { Plan, Planned } from "./queries";

const SHOWN = 12;

interface Props {
  plan: Plan | undefined;
  error: Error | null;
  now: number;
}

export function PlanPanel({ plan, error, now }: Props) {
  const { t } = useLocale();
  const first = plan?.jobs[0];
  return (
    <section aria-labelledby="plan-title" className="plan">
      <h2 id="plan-title">{t("start.plan")}</h2>
      <Refused error={error} />
      {!first && !error && <p className="muted">{t("start.plan.none")}</p>}
      {first && !error && (
        <div role="status">
          {plan.total > 1 && <p className="muted">{t("start.plan.jobs", { total: plan.total })}</p>}
          <Sentence job={first} />
          <p className="small muted">
            {t("start.plan.job", {
              iterations: first.iterations,
              warmup: first.warmup,
              steps: first.steps,
            })}
          </p>
        </div>
      )}
      {plan && plan.total > 1 && !error && <Jobs plan={plan} />}
      {first && !error && <AskedDevices asked={first} now={now} />}
    </section>
  );
}

function Sentence({ job }: { job: Planned }) {
  const { t } = useLocale();
  if (job.refused.length > 0) {
    return (
      <>
        <p className="verdict-line worse">✕ {t("start.plan.refused")}</p>
        <ul lang="en">
          {job.refused.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </>
    );
  }
  if (job.device) {
    return <p className="verdict-line">✓ {t("start.plan.takes", { device: job.device })}</p>;
  }
  const why = job.waits ? t(`why.${job.waits.because}` as Key) : "";
  return <p className="verdict-line unsure">… {t("start.plan.waits", { why })}</p>;
}

function Jobs({ plan }: { plan: Plan }) {
  const { t } = useLocale();
  const shown = plan.jobs.slice(0, SHOWN);
  return (
    <>
      <ul className="planned">
        {shown.map(({ title, device, waits }, index) => (
          <li key={index}>
            {title}
            <span className="muted">{device ?? (waits && t(`why.${waits.because}` as Key))}</span>
          </li>
        ))}
      </ul>
      {plan.total > shown.length && (
        <p className="muted">{t("start.plan.further", { count: plan.total - shown.length })}</p>
      )}
    </>
  );
}
